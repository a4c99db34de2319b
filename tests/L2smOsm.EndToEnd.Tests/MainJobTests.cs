using System.Globalization;
using System.Text.RegularExpressions;
using L2sm.Sdn.Pipeline;
using L2smOsm.EndToEnd.Tests.Running;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;
using Osm.L2sm.V1;

namespace L2smOsm.EndToEnd.Tests;

/// <summary>What the product is for: gRPC in, an isolated layer-2 network on a real switch out, and nothing left afterwards.</summary>
public sealed partial class MainJobTests
{
    [OpenVSwitchFact]
    public async Task Frames_pass_between_the_ports_of_a_network_and_reach_nobody_else()
    {
        await using var lab = await Lab.StartAsync(ports: 5);
        var (blue, green) = (await lab.CreateAsync("alpha-vl_1"), await lab.CreateAsync("beta-vl_1"));
        await lab.AttachAsync(blue, 1);
        var named = await lab.Service.Fabric.AttachPortAsync(
            new AttachPortRequest { NetworkId = blue, DatapathId = $"of:{Lab.SwitchA}", PortName = "p2", MacAddresses = { Lab.Host(2) } });
        named.PortNo.ShouldBe(2u);
        await lab.AttachAsync(green, 3);
        await lab.AttachAsync(green, 4);
        await lab.ActiveAsync(blue, 2);
        await lab.ActiveAsync(green, 2);

        (await lab.BroadcastAsync(1)).ShouldBe([2]);
        (await lab.BroadcastAsync(2)).ShouldBe([1]);
        (await lab.SendAsync(1, Lab.Host(2))).ShouldBe([2]);
        (await lab.BroadcastAsync(3)).ShouldBe([4]);
        foreach (var port in (uint[])[1, 2]) (await lab.SendAsync(3, Lab.Host(port))).ShouldBe([4], $"to a host of the other network on port {port}");
        (await lab.BroadcastAsync(5)).ShouldBeEmpty("a port in no network");
        var ports = (await lab.Service.Fabric.ListPortsAsync(new ListPortsRequest())).Ports;
        ports.Select(p => $"{p.NetworkId} {p.PortNo} {p.PortName} {p.State}").ShouldBe(
            [$"{blue} 1 p1 Active", $"{blue} 2 p2 Active", $"{green} 3 p3 Active", $"{green} 4 p4 Active"], ignoreOrder: true);
        lab.Service.HasNoFaults();
    }

    [OpenVSwitchFact]
    public async Task A_frame_crosses_the_tunnel_between_two_switches_to_its_own_network_only()
    {
        await using var lab = await Lab.StartAsync(ports: 3, withFar: true);
        var (blue, green) = (await lab.CreateAsync("blue"), await lab.CreateAsync("green"));
        foreach (var (network, port) in ((string, uint)[])[(blue, 1), (green, 2)])
        {
            await lab.AttachAsync(network, port);
            await lab.AttachAsync(Lab.SwitchB, network, port, []);
            await lab.ActiveAsync(network, 2);
        }
        var (blueSent, greenSent) = (await lab.Far!.SentAsync(1), await lab.Far.SentAsync(2));

        await lab.Ovs.InjectAsync(1, Lab.Host(1), "ff:ff:ff:ff:ff:ff");
        await Condition.ReachesAsync(() => lab.Far.SentAsync(1), sent => sent == blueSent + 1, "the frame leaves the other switch");
        await lab.Far.InjectAsync(1, Lab.Host(9), Lab.Host(1));
        await Condition.ReachesAsync(async () => await lab.Ovs.OfctlAsync("dump-flows", "--no-stats"), flows => flows.Contains($"dl_dst={Lab.Host(9)}", StringComparison.Ordinal), "the answer came");

        (await lab.Far.SentAsync(2)).ShouldBe(greenSent);
        (await lab.SwitchesAsync()).ShouldAllBe(s => s.Counters.PacketInsOther == 0);
        lab.Service.HasNoFaults();
    }

    [OpenVSwitchFact]
    public async Task A_port_taken_out_hears_nothing_more_and_may_go_to_another_network()
    {
        await using var lab = await Lab.StartAsync();
        var (blue, green) = (await lab.CreateAsync("blue"), await lab.CreateAsync("green"));
        foreach (var port in (uint[])[1, 2, 3]) await lab.AttachAsync(blue, port);
        await lab.AttachAsync(green, 4);
        await lab.ActiveAsync(blue, 3);

        await lab.Service.Fabric.DetachPortAsync(new DetachPortRequest { NetworkId = blue, DatapathId = Lab.SwitchA, PortNo = 3 });
        await lab.AttachAsync(green, 3);
        await lab.ActiveAsync(blue, 2);
        await lab.ActiveAsync(green, 2);

        (await lab.BroadcastAsync(1)).ShouldBe([2]);
        (await lab.BroadcastAsync(3)).ShouldBe([4]);
    }

    [OpenVSwitchFact]
    public async Task Deleted_networks_leave_base_flows_only()
    {
        await using var lab = await Lab.StartAsync(ports: 6, withFar: true);
        var empty = await lab.TablesAsync();

        string[] networks = [await lab.CreateAsync("one"), await lab.CreateAsync("two"), await lab.CreateAsync("three")];
        for (var i = 0; i < networks.Length; i++)
        {
            await lab.AttachAsync(networks[i], (uint)(2 * i + 1), Lab.Host((uint)(2 * i + 1)));
            await lab.AttachAsync(networks[i], (uint)(2 * i + 2));
            await lab.AttachAsync(Lab.SwitchB, networks[i], (uint)(i + 1), []);
        }
        foreach (var network in networks) await lab.ActiveAsync(network, 3);
        Kinds(await lab.TablesAsync()).ShouldContain(FlowKind.Flood);

        foreach (var network in networks) (await lab.DeleteAsync(network)).ShouldBeTrue();
        await Condition.ReachesAsync(lab.TablesAsync, tables => !tables.Contains("type=all", StringComparison.Ordinal), "the networks' groups are gone");
        await lab.InSyncAsync(2);
        var left = await lab.TablesAsync();

        Kinds(left).Distinct().ShouldBe([FlowKind.Base, FlowKind.Discovery, FlowKind.Link], ignoreOrder: true);
        left.ShouldBe(empty);
        foreach (var network in networks) (await lab.StatusAsync(network)).Status.ShouldBe(NetworkStatus.Deleted);
        (await lab.DeleteAsync(networks[0])).ShouldBeFalse("it is gone already");
    }

    private static FlowKind[] Kinds(string tables) =>
        [.. Cookie().Matches(tables).Select(m => FlowCookie.Read(ulong.Parse(m.Groups["cookie"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).Kind)];

    [GeneratedRegex("cookie=0x(?<cookie>[0-9a-f]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Cookie();
}
