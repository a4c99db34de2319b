using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using L2smOsm.EndToEnd.Tests.Running;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;
using Osm.L2sm.V1;

namespace L2smOsm.EndToEnd.Tests;

/// <summary>Real switches that the service dials, over the socket that every bridge has.</summary>
public sealed class DialTests : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private OpenVSwitch ovs = null!;
    private OpenVSwitch far = null!;
    private Service service = null!;

    public async Task InitializeAsync()
    {
        if (OpenVSwitch.Missing is not null) return;
        ovs = await OpenVSwitch.StartAsync(0xa1, ports: 4, tunnels: true);
        far = await OpenVSwitch.StartAsync(0xb1, ports: 1, tunnels: true);
        await OpenVSwitch.JoinAsync(ovs, far, 100);
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        service?.HasNoFaults();
        if (service is not null) await service.DisposeAsync();
        if (ovs is not null) await ovs.DisposeAsync();
        if (far is not null) await far.DisposeAsync();
        folder.Dispose();
    }

    [OpenVSwitchFact]
    public async Task Dialled_switches_find_their_links_and_carry_networks_and_a_killed_service_is_back_without_a_write()
    {
        await Condition.ReachesAsync(LinksAsync, links => links is [{ Remembered: false }], "discovery frames arrive over both connections");
        var network = await AttachAsync("00000000000000a1", 1, "00000000000000b1", 1);
        (await ovs.OutputsAsync("in_port=p1,dl_src=02:00:00:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff,dl_type=0x0800")).ShouldBe([100]);
        await Condition.HoldsAsync(() => folder.StoreHas("00000000000000b1"u8), "the link is written down");

        await service.KillAsync();
        await service.DisposeAsync();
        await StartAsync();
        await ActiveAsync(network);

        foreach (var counters in (await SwitchesAsync()).Select(s => s.Counters))
            counters.ShouldBe(new SwitchCounters { PacketInsDiscovery = counters.PacketInsDiscovery }, service.Log);
    }

    [OpenVSwitchFact]
    public async Task A_switch_that_restarts_is_dialled_again_and_filled_and_ports_that_come_are_heard_of()
    {
        await AttachAsync("00000000000000a1", 1, "00000000000000a1", 2);
        await ovs.RestartAsync();
        await Condition.ReachesAsync(SwitchesAsync, seen => seen.Count == 2 && seen.All(s => s is { Connected: true, InSync: true }), "both are back");
        (await ovs.OutputsAsync("in_port=p1,dl_src=02:00:00:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff,dl_type=0x0800")).ShouldBe([2]);

        await ovs.VsctlAsync("del-port", "br0", "p4");
        await Condition.ReachesAsync(SwitchesAsync, seen => seen[0].Ports.All(p => p.PortNo != 4), "the port's end is heard of");
    }

    [OpenVSwitchFact]
    public async Task A_switch_that_dials_us_as_well_keeps_the_connection_that_it_began()
    {
        await Condition.ReachesAsync(TargetsAsync, targets => targets[0].Switch is not null, "the dialler is first");
        await ovs.SetControllerAsync(service.OpenFlow);
        await Condition.ReachesAsync(SwitchesAsync, seen => seen[0] is { Connected: true, InSync: true } s && s.RemoteAddress.StartsWith("127.0.0.1", StringComparison.Ordinal), "its own");
        await Condition.ReachesAsync(TargetsAsync, targets => targets[0].Error?.Contains("connected already, from 127.0.0.1", StringComparison.Ordinal) == true, "the dialler yields");
        var since = (await SwitchesAsync())[0].ConnectedSince;

        // The dialler goes on, and changes nothing.
        await Condition.HoldsAsync(() => Lines("connected already") == 1, "said once");
        (await SwitchesAsync())[0].ConnectedSince.ShouldBe(since);
        Lines("disconnected: the switch connected again").ShouldBe(1); // written before the dialler's next attempt began
    }

    [OpenVSwitchFact]
    public async Task A_target_that_is_away_is_told_where_people_look_and_does_not_make_the_service_unready()
    {
        var targets = await Condition.ReachesAsync(TargetsAsync, seen => seen[0].Switch is not null && seen[2].Error is not null, "each has had its turn");

        targets[2].Target.ShouldBe($"unix:{folder.Path}/nobody");
        targets[2].Error.ShouldNotBeNull().ShouldContain("no such file");
        Lines($"no switch at unix:{folder.Path}/nobody").ShouldBe(1);
    }

    [OpenVSwitchFact]
    public async Task A_switch_that_waits_for_TLS_is_dialled_with_certificates_on_both_sides()
    {
        using var authority = new CertificateAuthority(folder.Path, "fabric");
        using var strangers = new CertificateAuthority(folder.Path, "strangers");
        var (ours, theirs, others) = (authority.Issue("controller"), authority.Issue("00000000000000a1"), strangers.Issue("mallory"));
        var port = FreePort();
        await ovs.ListenTlsAsync(port, others.Certificate, others.Key, authority.Path);
        await service.DisposeAsync();
        service = await Service.StartAsync(
            folder.Store,
            0,
            $"--OpenFlow:Dial:0=ssl:localhost:{port}", "--OpenFlow:BindCertificateToDatapath=true",
            $"--OpenFlow:Certificate:Path={ours.Certificate}", $"--OpenFlow:Certificate:KeyPath={ours.Key}", $"--OpenFlow:SwitchCertificateAuthority={authority.Path}");
        await Condition.ReachesAsync(TargetsAsync, targets => targets[0].Error?.Contains("'CN=mallory' is not trusted", StringComparison.Ordinal) == true, "a stranger is refused");

        await ovs.ListenTlsAsync(port, theirs.Certificate, theirs.Key, authority.Path);
        await Condition.ReachesAsync(TargetsAsync, targets => targets[0] is { Switch: "00000000000000a1", Error: null }, "the switch is served");
    }

    private async Task StartAsync() => service = await Service.StartAsync(
        folder.Store, 0, $"--OpenFlow:Dial:0=unix:{ovs.ManagementSocket}", $"--OpenFlow:Dial:1=unix:{far.ManagementSocket}", $"--OpenFlow:Dial:2=unix:{folder.Path}/nobody");

    private async Task<string> AttachAsync(string one, uint onePort, string other, uint otherPort)
    {
        var id = (await service.Networks.CreateNetworkAsync(new CreateNetworkRequest { NetName = "blue", NetType = "bridge", RequestId = Guid.NewGuid().ToString() })).Id;
        foreach (var (at, port) in new[] { (one, onePort), (other, otherPort) })
            await service.Fabric.AttachPortAsync(new AttachPortRequest { NetworkId = id, DatapathId = at, PortNo = port, AllowPending = true });
        await ActiveAsync(id);
        return id;
    }

    private Task ActiveAsync(string network) => Condition.ReachesAsync(
        async () => (await service.Networks.RefreshNetworksAsync(new RefreshNetworksRequest { Ids = { network } })).Networks[network],
        n => n is { Status: NetworkStatus.Active, PortsConfirmed: 2 },
        "the network is active");

    private async Task<IReadOnlyList<Switch>> SwitchesAsync() => (await service.Fabric.ListSwitchesAsync(new ListSwitchesRequest())).Switches;

    private async Task<IReadOnlyList<Link>> LinksAsync() => (await service.Fabric.ListLinksAsync(new ListLinksRequest())).Links;

    /// <summary>As <c>/readyz</c> has them, which must be there with 200.</summary>
    private async Task<IReadOnlyList<Dialled>> TargetsAsync()
    {
        using var http = new HttpClient();
        return (await http.GetFromJsonAsync<Ready>($"http://{service.Http}/readyz", JsonSerializerOptions.Web))!.Dialled;
    }

    private int Lines(string text) => service.Log.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Ready(IReadOnlyList<Dialled> Dialled);

    private sealed record Dialled(string Target, string? Switch, string? Error);
}
