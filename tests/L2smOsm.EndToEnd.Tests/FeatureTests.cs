using L2smOsm.EndToEnd.Tests.Running;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;
using Osm.L2sm.V1;

namespace L2smOsm.EndToEnd.Tests;

/// <summary>What networks can do besides joining ports, on real switches, by real frames.</summary>
public sealed class FeatureTests
{
    private const string Vnets = "/onos/vnets/api";

    [OpenVSwitchFact]
    public async Task A_guarded_port_sends_from_its_own_addresses_only()
    {
        await using var lab = await Lab.StartAsync(ports: 4, withFar: false, "--Networks:AntiSpoofing=mac");
        var blue = await lab.CreateAsync("blue");
        await lab.AttachAsync(blue, 1, Lab.Host(1));
        await lab.AttachAsync(blue, 2, Lab.Host(2));
        await lab.Service.Fabric.AttachPortAsync(new AttachPortRequest
        {
            NetworkId = blue, DatapathId = Lab.SwitchA, PortNo = 3, MacAddresses = { Lab.Host(3) }, Guard = new SourceGuard { IpAddresses = { "10.0.0.3" } },
        });
        await lab.AttachAsync(blue, 4);
        (await lab.Service.Fabric.ListPortsAsync(new ListPortsRequest())).Ports.Select(p => p.Guard?.MacAddresses.Single()).ShouldBe([Lab.Host(1), Lab.Host(2), Lab.Host(3), null]);
        await lab.ActiveAsync(blue, 4);

        var before = await lab.Ovs.SentAsync(2);
        await lab.Ovs.InjectAsync(1, Lab.Host(9), Lab.Host(2));
        await lab.Ovs.InjectAsync(1, Lab.Host(2), Lab.Host(2));
        await lab.Ovs.InjectAsync(1, Lab.Host(1), Lab.Host(2));
        await Condition.ReachesAsync(() => lab.Ovs.SentAsync(2), sent => sent == before + 1, "of three frames the true one arrives");
        (await IpAsync(3, "10.0.0.3")).ShouldBe([2]);
        (await IpAsync(3, "10.0.0.1")).ShouldBeEmpty("another's IP address");
        (await lab.SendAsync(4, Lab.Host(2))).ShouldBe([2], "a port without a known address stays open");

        Task<int[]> IpAsync(uint port, string source) =>
            lab.Ovs.OutputsAsync($"in_port=p{port},dl_src={Lab.Host(port)},dl_dst={Lab.Host(2)},dl_type=0x0800,nw_src={source},nw_dst=10.0.0.2");
    }

    [OpenVSwitchFact]
    public async Task A_port_of_a_switch_that_nobody_has_seen_waits_for_it_and_comes_true()
    {
        await using var lab = await Lab.StartAsync(ports: 2, withFar: false, Service.NorthboundOn);
        using (var rest = new Rest(lab.Service))
        {
            await rest.PostAsync(Vnets, """{"networkId":"n"}""");
            await rest.PostAsync($"{Vnets}/port", $$"""{"networkId":"n","networkEndpoints":["of:{{Lab.SwitchC}}/1","of:{{Lab.SwitchC}}/2"]}""");
        }
        var network = (await lab.Service.Networks.ListNetworksAsync(new ListNetworksRequest { Name = "n" })).Networks.ShouldHaveSingleItem();
        await Condition.ReachesAsync(
            () => lab.StatusAsync(network.Id), n => n is { Status: NetworkStatus.Build, StatusReason: "SWITCH_NOT_CONNECTED", Ports: 2, PortsConfirmed: 0 }, "it waits");

        await using var late = await OpenVSwitch.StartAsync(Convert.ToUInt64(Lab.SwitchC, 16), 2);
        await late.SetControllerAsync(lab.Service.OpenFlow);
        await lab.ActiveAsync(network.Id, 2);
        var sent = await late.SentAsync(2);
        await late.InjectAsync(1, Lab.Host(1), "ff:ff:ff:ff:ff:ff");
        await Condition.ReachesAsync(() => late.SentAsync(2), now => now == sent + 1, "the frame passes");
        lab.Service.HasNoFaults();
    }
}
