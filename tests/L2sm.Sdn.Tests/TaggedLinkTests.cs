using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests;

/// <summary>Two real switches joined by a cable, which carries no tunnel id: real frames cross it with the tag of their network.</summary>
public sealed class TaggedLinkTests : IAsyncLifetime
{
    private const uint Cable = 50;
    private static readonly DatapathId One = new(0xa1);
    private static readonly DatapathId Two = new(0xb1);
    private static readonly NetworkId Blue = new(5);
    private static readonly NetworkId Green = new(6);
    private static readonly NetworkId Untagged = new(7);

    private readonly TestLog log = new();
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> sessions = [];
    private OpenVSwitch one = null!, two = null!;
    private L2smController controller = null!;

    public async Task InitializeAsync()
    {
        if (OpenVSwitch.Missing is not null) return;
        one = await OpenVSwitch.StartAsync(One.Value, ports: 3);
        two = await OpenVSwitch.StartAsync(Two.Value, ports: 3);
        await OpenVSwitch.CableAsync(one, two, Cable);
        for (var port = 1u; port <= 3; port++) await two.CaptureAsync(port);
        controller = new L2smController(new L2smControllerOptions { DiscoveryInterval = TimeSpan.FromMilliseconds(100) }, [], TimeProvider.System, log);
        controller.Apply(NetworkSet.Empty
            .With(Across(Blue, 1) with { Vlan = 100 })
            .With(Across(Green, 2) with { Vlan = 200 })
            .With(Across(Untagged, 3)));
        foreach (var ovs in new[] { one, two }) sessions.Add(ovs.ServeAsync(controller, stop.Token));
        await Condition.ReachesAsync(
            () => Task.FromResult(string.Join("; ", new[] { Blue, Green }.SelectMany(id => controller.Snapshot.Networks[id].Attachments.Values).OfType<Shortfall>())),
            missing => missing.Length == 0,
            "the networks are true");
    }

    public async Task DisposeAsync()
    {
        if (one is null) return;
        await stop.CancelAsync();
        await Task.WhenAll(sessions);
        await controller.DisposeAsync();
        await one.DisposeAsync();
        await two.DisposeAsync();
        log.HasNoErrors();
    }

    [OpenVSwitchFact]
    public async Task Discovery_finds_a_link_that_needs_tags_and_each_network_crosses_it_alone()
    {
        controller.Snapshot.Links.ShouldHaveSingleItem().Link.Carrier.ShouldBe(LinkCarrier.Vlan);

        await one.InjectAsync(1, Frame("ffffffffffff", Host(1), "88b5"));
        await one.InjectAsync(2, Frame("ffffffffffff", Host(2), "88b5"));
        await Condition.HoldsAsync(() => two.SentFrames(1).Length > 0 && two.SentFrames(2).Length > 0, "both broadcasts are over");
        await two.InjectAsync(1, Frame(Host(1), Host(3), "88b5"));
        await Condition.ReachesAsync(() => one.SentAsync(1), sent => sent == 1, "the answer is back");

        two.SentFrames(1).ShouldBe([Frame("ffffffffffff", Host(1), "88b5")], "once, with no tag");
        two.SentFrames(2).ShouldBe([Frame("ffffffffffff", Host(2), "88b5")]);
        two.SentFrames(3).ShouldBeEmpty();
        (await one.SentAsync(2)).ShouldBe(0);
    }

    [OpenVSwitchFact]
    public async Task A_network_without_a_tag_is_told_why_it_cannot_cross()
    {
        await Condition.HoldsAsync(
            () => controller.Snapshot.Networks[Untagged].Attachments[new PortKey(Two, 3)] is { Kind: ShortfallKind.NoPath }, "it cannot");
        controller.Snapshot.Networks[Untagged].Attachments[new PortKey(Two, 3)]!.Message.ShouldContain("no VLAN tag");
    }

    [OpenVSwitchTheory]
    [InlineData(1, "810000c8")] // green's
    [InlineData(1, "81000064810000c8")] // blue's and green's
    [InlineData(1, "88a80064810000c8")] // a provider's and green's
    [InlineData(2, "810000c8")] // a frame with two of its own would lose the inner one
    public async Task A_hosts_own_tags_travel_inside(int vlanLimit, string tags)
    {
        foreach (var ovs in new[] { one, two }) await ovs.VsctlAsync("set", "Open_vSwitch", ".", $"other_config:vlan-limit={vlanLimit}");
        await one.InjectAsync(1, Frame("ffffffffffff", Host(1), tags + "88b5"));
        await Condition.HoldsAsync(() => two.SentFrames(1).Length > 0, "it arrives");

        two.SentFrames(1).ShouldBe([Frame("ffffffffffff", Host(1), tags + "88b5")]);
        two.SentFrames(2).ShouldBeEmpty();
    }

    [OpenVSwitchFact]
    public async Task Frames_come_in_over_a_cable_with_the_tag_of_a_network_that_crosses_it_or_not_at_all()
    {
        string[] others = ["dl_vlan=300", "dl_vlan=100,dl_type=0x88cc", "vlan_tci=0", "dl_vlan=0"];
        foreach (var tag in others)
        {
            var outputs = await two.OutputsAsync($"in_port=c{Cable},{tag},dl_src=02:00:00:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff");
            outputs.ShouldBe(tag.Contains("=100", StringComparison.Ordinal) ? [1] : [], tag);
        }
        (await two.TraceAsync($"in_port=c{Cable},dl_vlan=100,dl_type=0x88cc")).ShouldNotContain("CONTROLLER", Case.Sensitive, "a network's own LLDP");
        (await two.TraceAsync($"in_port=c{Cable},vlan_tci=0,dl_type=0x88cc")).ShouldContain("CONTROLLER");
    }

    private static L2Network Across(NetworkId id, uint port) =>
        new L2Network(id, $"n{id}").With(new Attachment(new PortKey(One, port))).With(new Attachment(new PortKey(Two, port)));

    private static string Host(int host) => $"0200000000{host:x2}";

    private static string Frame(string to, string from, string tagsAndType) => to + from + tagsAndType + string.Concat(Enumerable.Repeat("5a", 46));
}
