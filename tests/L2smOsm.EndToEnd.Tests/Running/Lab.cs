using L2smOsm.Testing;
using L2smOsm.Testing.Switching;
using Osm.L2sm.V1;

namespace L2smOsm.EndToEnd.Tests.Running;

/// <summary>The service and a real switch that dialled it, as in production, with what RO and the pods' side would call.</summary>
internal sealed class Lab : IAsyncDisposable
{
    public const string SwitchA = "00000000000000a1", SwitchB = "00000000000000b1", SwitchC = "00000000000000c1";

    private readonly TestFolder folder = new();
    private int openFlowPort;

    private readonly string[] settings;

    private Lab(string[] settings) => this.settings = settings;

    public Service Service { get; private set; } = null!;

    public OpenVSwitch Ovs { get; private set; } = null!;

    /// <summary>The second switch, behind port 100 of the first; null without.</summary>
    public OpenVSwitch? Far { get; private set; }

    /// <summary>The third switch of a ring: behind port 101 of the first and port 102 of the second; null without.</summary>
    public OpenVSwitch? Way { get; private set; }

    public TestFolder Folder => folder;

    /// <summary>One switch with ports 1 to <paramref name="ports"/>; where asked for, a second like it, joined by VXLAN.</summary>
    public static Task<Lab> StartAsync(int ports = 6, bool withFar = false, params string[] settings) => StartAsync(ports, withFar ? 2 : 1, settings);

    /// <summary>Three switches, each joined with both others by VXLAN.</summary>
    public static Task<Lab> StartRingAsync(int ports, params string[] settings) => StartAsync(ports, 3, settings);

    private static async Task<Lab> StartAsync(int ports, int switches, string[] settings)
    {
        var (lab, withFar) = (new Lab(settings), switches > 1);
        try
        {
            lab.Ovs = await OpenVSwitch.StartAsync(Convert.ToUInt64(SwitchA, 16), ports, tunnels: withFar);
            if (withFar)
            {
                lab.Far = await OpenVSwitch.StartAsync(Convert.ToUInt64(SwitchB, 16), ports, tunnels: true);
                await OpenVSwitch.JoinAsync(lab.Ovs, lab.Far, 100);
            }
            if (switches > 2)
            {
                lab.Way = await OpenVSwitch.StartAsync(Convert.ToUInt64(SwitchC, 16), ports, tunnels: true);
                await OpenVSwitch.JoinAsync(lab.Ovs, lab.Way, 101);
                await OpenVSwitch.JoinAsync(lab.Far!, lab.Way, 102);
            }
            lab.Service = await Service.StartAsync(lab.folder.Store, 0, settings);
            lab.openFlowPort = lab.Service.OpenFlow.Port;
            foreach (var ovs in lab.Switches) await ovs.SetControllerAsync(lab.Service.OpenFlow);
            await lab.InSyncAsync(lab.Switches.Count());
            foreach (var ovs in lab.Switches) await ovs.ComeBackFastAsync();
            if (withFar)
            {
                var links = switches == 2 ? 1 : 3;
                await Condition.ReachesAsync(lab.LinksAsync, seen => seen.Count == links && seen.All(l => l.Carrier == LinkCarrier.TunnelId), "the links are found");
                await lab.InSyncAsync(switches);
            }
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    private IEnumerable<OpenVSwitch> Switches => new[] { Ovs, Far, Way }.OfType<OpenVSwitch>();

    /// <summary>What all switches hold.</summary>
    public async Task<string> TablesAsync() => string.Join('\n', await Task.WhenAll(Switches.Select(ovs => ovs.TablesAsync())));

    /// <summary>Starts the service again where the switches look for it, or where they do not.</summary>
    public async Task RestartServiceAsync(bool elsewhere = false)
    {
        await Service.DisposeAsync();
        Service = await Service.StartAsync(folder.Store, elsewhere ? 0 : openFlowPort, settings);
    }

    /// <summary>Waits until so many switches at least are connected, and all that are hold what they should.</summary>
    public Task<IReadOnlyList<Switch>> InSyncAsync(int switches = 1) => Condition.ReachesAsync(
        SwitchesAsync, seen => seen.Count(s => s.Connected) >= switches && seen.All(s => !s.Connected || s.InSync), $"{switches} switches in sync");

    public async Task<IReadOnlyList<Switch>> SwitchesAsync() => (await Service.Fabric.ListSwitchesAsync(new ListSwitchesRequest())).Switches;

    public async Task<IReadOnlyList<Link>> LinksAsync() => (await Service.Fabric.ListLinksAsync(new ListLinksRequest())).Links;

    public async Task<string> CreateAsync(string name)
    {
        var request = new CreateNetworkRequest { NetName = name, NetType = "bridge", RequestId = Guid.NewGuid().ToString() };
        return (await Service.Networks.CreateNetworkAsync(request)).Id;
    }

    public Task<Port> AttachAsync(string network, uint port, params string[] addresses) => AttachAsync(SwitchA, network, port, addresses);

    public async Task<Port> AttachAsync(string @switch, string network, uint port, string[] addresses)
    {
        var request = new AttachPortRequest { NetworkId = network, DatapathId = @switch, PortNo = port };
        request.MacAddresses.AddRange(addresses);
        return await Service.Fabric.AttachPortAsync(request);
    }

    public async Task<bool> DeleteAsync(string network) =>
        (await Service.Networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = network })).Existed;

    /// <summary>Asks as RO does, until the network is ACTIVE with this many ports confirmed.</summary>
    public Task<Network> ActiveAsync(string network, uint ports) => Condition.ReachesAsync(
        () => StatusAsync(network), n => n.Status == NetworkStatus.Active && n.Ports == ports && n.PortsConfirmed == ports, $"{network} is active with {ports} ports");

    public async Task<Network> StatusAsync(string network) =>
        (await Service.Networks.RefreshNetworksAsync(new RefreshNetworksRequest { Ids = { network } })).Networks[network];

    /// <summary>The ports that a broadcast of this port's host leaves by.</summary>
    public Task<int[]> BroadcastAsync(uint from) => SendAsync(from, "ff:ff:ff:ff:ff:ff");

    /// <summary>The ports that a frame of this port's host leaves by.</summary>
    public Task<int[]> SendAsync(uint from, string to) => Ovs.OutputsAsync($"in_port=p{from},dl_src={Host(from)},dl_dst={to},dl_type=0x0800");

    public static string Host(uint port) => $"02:00:00:00:00:{port:x2}";

    /// <summary>The service does its work: a new network on two free ports becomes ACTIVE, passes a frame, and goes again.</summary>
    public async Task WorksAsync(uint one = 5, uint other = 6)
    {
        var network = await CreateAsync($"works-{Guid.NewGuid():N}");
        await AttachAsync(network, one);
        await AttachAsync(network, other);
        await ActiveAsync(network, 2);
        (await BroadcastAsync(one)).ShouldBe([(int)other]);
        (await DeleteAsync(network)).ShouldBeTrue();
        await InSyncAsync();
        Service.HasNoFaults();
    }

    public async ValueTask DisposeAsync()
    {
        if (Service is not null) await Service.DisposeAsync();
        if (Ovs is not null) await Ovs.DisposeAsync();
        if (Far is not null) await Far.DisposeAsync();
        if (Way is not null) await Way.DisposeAsync();
        folder.Dispose();
    }
}
