using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests;

/// <summary>Two bridges of one real switch, joined by patch ports: these clear metadata, registers and tunnel id, and leave the tag alone.</summary>
public sealed class PatchPortTests
{
    private const string Second = "br1";
    private static readonly DatapathId One = new(0xa1);
    private static readonly DatapathId Two = new(0xb1);
    private static readonly NetworkId Blue = new(5);

    [OpenVSwitchFact]
    public async Task A_network_crosses_patch_ports_with_its_tag()
    {
        var log = new TestLog();
        await using var ovs = await OpenVSwitch.StartAsync(One.Value, ports: 2);
        await ovs.AddPatchedBridgeAsync(Second, Two.Value, patch: 50, port: 9);
        await ovs.CaptureAsync(9);
        await using var controller = new L2smController(new L2smControllerOptions { DiscoveryInterval = TimeSpan.FromMilliseconds(100) }, [], TimeProvider.System, log);
        var network = new L2Network(Blue, "blue") { Vlan = 100 }.With(new Attachment(new PortKey(One, 1))).With(new Attachment(new PortKey(Two, 9)));
        controller.Apply(NetworkSet.Empty.With(network));
        using var stop = new CancellationTokenSource();
        Task[] sessions =
        [
            ovs.ServeAsync(controller, stop.Token),
            ovs.ServeAsync(controller, stop.Token, Second),
        ];

        await Condition.HoldsAsync(() => controller.Snapshot.Networks[Blue].Attachments.Values.All(shortfall => shortfall is null), "the network is true");
        controller.Snapshot.Links.ShouldHaveSingleItem().Link.Carrier.ShouldBe(LinkCarrier.Vlan);
        await ovs.InjectAsync(1, Frame("ffffffffffff", "020000000001"));
        await Condition.HoldsAsync(() => ovs.SentFrames(9).Length > 0, "it arrives");
        await ovs.InjectAsync(9, Frame("020000000001", "020000000009"));
        await Condition.ReachesAsync(() => ovs.SentAsync(1), sent => sent == 1, "the answer is back");

        ovs.SentFrames(9).ShouldBe([Frame("ffffffffffff", "020000000001")], "once, with no tag");
        await stop.CancelAsync();
        await Task.WhenAll(sessions);
        log.HasNoErrors();
    }

    private static string Frame(string to, string from) => $"{to}{from}88b5".PadRight(120, '5');
}
