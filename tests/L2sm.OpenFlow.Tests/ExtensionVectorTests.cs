using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Tests;

/// <summary>The ONF's extensions, meters and groups, as Open vSwitch 3.1.0 sent them on its dummy datapath.</summary>
public class ExtensionVectorTests
{
    [Fact]
    public void Answers_about_bundles() => Several(
        ("bundle-open-reply", new BundleControl(0, BundleControlType.OpenReply, BundleFlags.None)),
        ("bundle-close-reply", new BundleControl(1, BundleControlType.CloseReply, BundleFlags.None)),
        ("bundle-commit-reply", new BundleControl(0, BundleControlType.CommitReply, BundleFlags.None)),
        ("bundle-discard-reply", new BundleControl(1, BundleControlType.DiscardReply, BundleFlags.None)));

    [Theory]
    [InlineData("error-bundle-change", null, "BAD_ACTION/BAD_OUT_GROUP, refused FlowMod of a bundle with xid 0xb")]
    [InlineData("error-bundle-commit", BundleError.MessageFailed, "BUNDLE_FAILED/MSG_FAILED, refused Experimenter with xid 0xc")]
    [InlineData("error-bundle-xid", BundleError.MessageBadXid, "BUNDLE_FAILED/MSG_BAD_XID, refused FlowMod of a bundle with xid 0xd")]
    [InlineData("error-flow-monitor-unknown", null, "FLOW_MONITOR_FAILED/UNKNOWN_MONITOR, refused Experimenter with xid 0x20")]
    public void Errors_of_extensions(string name, BundleError? bundle, string text)
    {
        var error = Decode<ErrorMessage>(name);
        error.Describe().ShouldBe(text);
        error.BundleError.ShouldBe(bundle);
    }

    [Fact]
    public void A_refused_flow_monitor_is_told_in_the_version_1_that_the_switch_uses_for_it()
    {
        var error = Decode<ErrorMessage>("error-flow-monitor-exists");
        error.Version.ShouldBe((byte)1);
        error.ExperimenterId.ShouldBe(0x2320u);
        error.Describe().ShouldStartWith("FLOW_MONITOR_FAILED/MONITOR_EXISTS");
    }

    [Fact]
    public void Reports_of_a_flow_monitor()
    {
        var match = Match.Of(MatchField.InPort(1));
        Update("flow-monitor-added").ShouldBe(new FlowChanged(FlowUpdateEvent.Added, FlowRemovedReason.IdleTimeout, 1, 5, 7, 0, 0x11, match,
            [new ApplyActions([new OutputAction(2)]), new GotoTable(2)]));
        Update("flow-monitor-modified").ShouldBe(new FlowChanged(FlowUpdateEvent.Modified, FlowRemovedReason.IdleTimeout, 1, 5, 7, 0, 0x11, match, []));
        Update("flow-monitor-deleted").ShouldBe(new FlowChanged(FlowUpdateEvent.Deleted, FlowRemovedReason.Delete, 1, 5, 7, 0, 0x11, match, []));
        Update("flow-monitor-own").ShouldBe(new OwnFlowUpdate(30));
        Decode<FlowMonitorReply>("flow-monitor-two").Updates.Select(static u => u.ShouldBeOfType<FlowChanged>().Cookie).ShouldBe([0x31ul, 0x32ul]);
        Decode<FlowMonitorReply>("flow-monitor-added").Xid.ShouldBe(0u);
        Decode<FlowMonitorReply>("flow-monitor-initial").Xid.ShouldNotBe(0u);
        Several(("flow-monitor-paused", new FlowMonitorPaused()), ("flow-monitor-resumed", new FlowMonitorResumed()));
    }

    [Fact]
    public void Meters()
    {
        Decode<MeterConfigReply>("meter-config-reply").Meters.ShouldBe(
        [
            new MeterConfig(MeterFlags.PacketsPerSecond | MeterFlags.Statistics, 6, [new DropBand(30, 30)]),
            new MeterConfig(MeterFlags.KilobitsPerSecond | MeterFlags.Burst | MeterFlags.Statistics, 5, [new DropBand(1000, 200)]),
        ]);
        var stats = Decode<MeterStatsReply>("meter-stats-reply").Meters.ShouldHaveSingleItem();
        (stats.MeterId, stats.FlowCount, stats.PacketCount, stats.Bands.Count).ShouldBe((5u, 0u, 0ul, 1));
        Several(("meter-features-reply", new MeterFeaturesReply(262144, 2, (MeterFlags)15, 8, 0)));
    }

    [Fact]
    public void Groups_that_watch_ports_and_that_select() => Decode<GroupDescriptionReply>("group-description-select-and-failover").Groups.ShouldBe(
    [
        new GroupDescription(GroupType.FastFailover, 7,
        [
            new Bucket(0, 1, GroupNumbers.Any, [new OutputAction(1)]),
            new Bucket(0, 2, GroupNumbers.Any, [new OutputAction(2)]),
        ]),
        new GroupDescription(GroupType.Select, 8,
        [
            new Bucket(10, PortNumbers.Any, GroupNumbers.Any, [new OutputAction(1)]),
            new Bucket(20, PortNumbers.Any, GroupNumbers.Any, [new OutputAction(2)]),
        ]),
    ]);

    [Fact]
    public void Tables_and_asynchronous_messages()
    {
        var tables = Decode<TableStatsReply>("table-stats-reply").Tables;
        tables.Select(static t => (int)t.TableId).ShouldBe(Enumerable.Range(0, 254));
        tables.Items.Sum(static t => t.ActiveCount).ShouldBeGreaterThan(0u);
        Several(
            ("get-async-reply", new GetAsyncReply(new AsyncConfig(3, 0, 7, 7, 15, 0))),
            ("get-async-reply-set", new GetAsyncReply(new AsyncConfig(2, 0, 7, 7, 4, 0))));
    }

    [Fact]
    public void A_bundle_as_ovs_ofctl_sends_it()
    {
        const BundleFlags Both = BundleFlags.Atomic | BundleFlags.Ordered;
        Sent("sent-bundle-open", new BundleControl(0, BundleControlType.OpenRequest, Both));
        Sent("sent-bundle-add-group", new BundleAddMessage(0, Both, new GroupMod(GroupModCommand.Add, GroupType.FastFailover, 7,
        [
            new Bucket(0, 1, GroupNumbers.Any, [new OutputAction(1)]),
            new Bucket(0, 2, GroupNumbers.Any, [new OutputAction(2)]),
        ])));
        Sent("sent-bundle-add-flow", new BundleAddMessage(0, Both, new FlowMod
        {
            TableId = 1, Cookie = 0x22, Priority = 9, Match = Match.Of(MatchField.InPort(1)), Instructions = [new ApplyActions([new GroupAction(7)])],
        }));
        Sent("sent-bundle-commit", new BundleControl(0, BundleControlType.CommitRequest, Both));
    }

    [Fact]
    public void Meters_and_monitors_as_ovs_ofctl_sends_them()
    {
        Sent("sent-meter-mod-add", new MeterMod(
            MeterModCommand.Add, MeterFlags.KilobitsPerSecond | MeterFlags.Burst | MeterFlags.Statistics, 5, [new DropBand(1000, 200)]));
        Sent("sent-meter-mod-modify", new MeterMod(MeterModCommand.Modify, MeterFlags.PacketsPerSecond | MeterFlags.Statistics, 6, [new DropBand(30)]));
        Sent("sent-meter-mod-delete", new MeterMod(MeterModCommand.Delete, MeterFlags.None, 5));
        Sent("sent-meter-config-request", new MeterConfigRequest());
        Sent("sent-meter-stats-request", new MeterStatsRequest(5));
        Sent("sent-meter-features-request", new MeterFeaturesRequest());
        Sent("sent-table-stats-request", new TableStatsRequest());
        Sent("sent-flow-monitor-request", new FlowMonitorRequest([new FlowMonitor(0, FlowMonitorFlags.Foreign, Match.Of(MatchField.InPort(1)), 3)]));
        Sent("sent-flow-mod-meter", new FlowMod
        {
            TableId = 3, Priority = 5, Match = Match.Of(MatchField.InPort(1)), Instructions = [new MeterInstruction(6), new ApplyActions([new OutputAction(2)])],
        });
    }

    private static FlowUpdate Update(string name) => Decode<FlowMonitorReply>(name).Updates.ShouldHaveSingleItem();

    private static T Decode<T>(string name) where T : OpenFlowMessage => OpenFlowCodec.Decode(Wire.Golden(name)).ShouldBeOfType<T>();

    private static void Several(params (string Name, OpenFlowMessage Expected)[] vectors)
    {
        foreach (var (name, expected) in vectors)
        {
            var message = OpenFlowCodec.Decode(Wire.Golden(name));
            message.ShouldBe(expected with { Xid = message.Xid }, name);
        }
    }

    private static void Sent(string name, OpenFlowMessage ours)
    {
        var theirs = Wire.Golden(name);
        var decoded = OpenFlowCodec.Decode(theirs);
        decoded.ShouldBe(ours with { Xid = decoded.Xid }, name);
        Convert.ToHexStringLower(Wire.Encode(ours with { Xid = decoded.Xid })).ShouldBe(Convert.ToHexStringLower(theirs), name);
    }
}
