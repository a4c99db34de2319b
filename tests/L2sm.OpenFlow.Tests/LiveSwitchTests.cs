using System.Buffers;
using System.IO.Pipelines;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2smOsm.Testing.Switching;

namespace L2sm.OpenFlow.Tests;

/// <summary>What docs/openflow-extensions.md says of Open vSwitch, asked of it.</summary>
public class LiveSwitchTests
{
    private const BundleFlags Both = BundleFlags.Atomic | BundleFlags.Ordered;

    [OpenVSwitchFact]
    public async Task A_bundle_of_groups_and_flows_is_done_as_a_whole()
    {
        await using var ovs = await OpenVSwitch.StartAsync(0xa1, 2);
        await using var talk = await Talk.StartAsync(ovs);
        await talk.SendAsync(Control(BundleControlType.OpenRequest, 1), Add(2, Group(7)), Add(3, Flow(7)), Control(BundleControlType.CloseRequest, 4));
        (await talk.NextAsync()).ShouldBe(new BundleControl(1, BundleControlType.OpenReply, BundleFlags.None) { Xid = 1 });
        (await talk.NextAsync()).ShouldBe(new BundleControl(1, BundleControlType.CloseReply, BundleFlags.None) { Xid = 4 });
        (await ovs.OfctlAsync("dump-flows")).ShouldNotContain("group:7");
        await talk.SendAsync(Control(BundleControlType.CommitRequest, 5));
        (await talk.NextAsync()).ShouldBe(new BundleControl(1, BundleControlType.CommitReply, BundleFlags.None) { Xid = 5 });
        (await ovs.OfctlAsync("dump-flows")).ShouldContain("group:7");
        (await ovs.OfctlAsync("dump-groups")).ShouldContain("group_id=7");
    }

    [OpenVSwitchFact]
    public async Task What_fails_at_the_commit_undoes_the_bundle_and_is_told_with_the_xid_of_the_change()
    {
        await using var ovs = await OpenVSwitch.StartAsync(0xa1, 2);
        await using var talk = await Talk.StartAsync(ovs);
        await talk.SendAsync(Control(BundleControlType.OpenRequest, 1), Add(2, Group(7)), Add(3, Flow(99)), Control(BundleControlType.CommitRequest, 4));
        (await talk.NextAsync()).ShouldBeOfType<BundleControl>();
        var change = (await talk.NextAsync()).ShouldBeOfType<ErrorMessage>();
        (change.Xid, change.Describe()).ShouldBe((3u, "BAD_ACTION/BAD_OUT_GROUP, refused FlowMod of a bundle with xid 0x3"));
        var commit = (await talk.NextAsync()).ShouldBeOfType<ErrorMessage>();
        (commit.Xid, commit.BundleError).ShouldBe((4u, BundleError.MessageFailed));
        (await ovs.OfctlAsync("dump-groups")).ShouldNotContain("group_id=7");
        await talk.SendAsync(Control(BundleControlType.CommitRequest, 5));
        (await talk.NextAsync()).ShouldBeOfType<ErrorMessage>().BundleError.ShouldBe(BundleError.BadId);
    }

    [OpenVSwitchFact]
    public async Task A_change_refused_when_it_is_added_is_left_out_and_the_rest_would_be_done()
    {
        await using var ovs = await OpenVSwitch.StartAsync(0xa1, 2);
        await using var talk = await Talk.StartAsync(ovs);
        var bad = new FlowMod { TableId = 1, Instructions = [new GotoTable(0)] };
        await talk.SendAsync(Control(BundleControlType.OpenRequest, 1), Add(2, bad), Add(3, Group(7)), Control(BundleControlType.CloseRequest, 4));
        (await talk.NextAsync()).ShouldBeOfType<BundleControl>();
        var error = (await talk.NextAsync()).ShouldBeOfType<ErrorMessage>();
        (error.Xid, error.BundleError).ShouldBe((2u, (BundleError?)null));
        (await talk.NextAsync()).ShouldBeOfType<BundleControl>().ControlType.ShouldBe(BundleControlType.CloseReply);
        await talk.SendAsync(Control(BundleControlType.CommitRequest, 5));
        (await talk.NextAsync()).ShouldBeOfType<BundleControl>().ControlType.ShouldBe(BundleControlType.CommitReply);
        (await ovs.OfctlAsync("dump-groups")).ShouldContain("group_id=7");
    }

    [OpenVSwitchFact]
    public async Task An_add_with_other_flags_loses_what_came_before_and_the_rest_would_be_done()
    {
        await using var ovs = await OpenVSwitch.StartAsync(0xa1, 2);
        await using var talk = await Talk.StartAsync(ovs);
        await talk.SendAsync(
            Control(BundleControlType.OpenRequest, 1), Add(2, Group(7)), Add(3, Group(8)) with { Flags = BundleFlags.Atomic }, Add(4, Group(9)),
            Control(BundleControlType.CommitRequest, 5));
        (await talk.NextAsync()).ShouldBeOfType<BundleControl>();
        var error = (await talk.NextAsync()).ShouldBeOfType<ErrorMessage>();
        (error.Xid, error.BundleError).ShouldBe((3u, BundleError.BadFlags));
        (await talk.NextAsync()).ShouldBeOfType<BundleControl>().ControlType.ShouldBe(BundleControlType.CommitReply);
        var groups = await ovs.OfctlAsync("dump-groups");
        groups.ShouldContain("group_id=9");
        groups.ShouldNotContain("group_id=7");
    }

    [OpenVSwitchFact]
    public async Task A_flow_monitor_reports_changes_of_others_in_full_and_own_ones_by_xid()
    {
        await using var ovs = await OpenVSwitch.StartAsync(0xa1, 2);
        await ovs.OfctlAsync("add-flow", "cookie=0x99,table=0,priority=1,actions=drop");
        await using var talk = await Talk.StartAsync(ovs);
        await talk.SendAsync(new FlowMonitorRequest([new FlowMonitor(1, FlowMonitorFlags.Foreign, Match.Any)]) { Xid = 9 });
        var first = (await talk.NextAsync()).ShouldBeOfType<FlowMonitorReply>();
        (first.Xid, first.Updates[0].ShouldBeOfType<FlowChanged>().Cookie).ShouldBe((9u, 0x99ul));

        await ovs.OfctlAsync("add-flow", "cookie=0x11,table=1,priority=5,in_port=1,actions=output:2");
        await ovs.OfctlAsync("mod-flows", "table=1,in_port=1,actions=drop");
        await ovs.OfctlAsync("del-flows", "table=1");
        var seen = new List<(uint, FlowUpdateEvent, ulong)>();
        for (var i = 0; i < 3; i++)
        {
            var reply = (await talk.NextAsync()).ShouldBeOfType<FlowMonitorReply>();
            var change = reply.Updates.ShouldHaveSingleItem().ShouldBeOfType<FlowChanged>();
            seen.Add((reply.Xid, change.Event, change.Cookie));
        }
        seen.ShouldBe([(0, FlowUpdateEvent.Added, 0x11), (0, FlowUpdateEvent.Modified, 0x11), (0, FlowUpdateEvent.Deleted, 0x11)]);

        // A bundle is told by the first of its changes that are flows, before the commit's own reply.
        await talk.SendAsync(
            Control(BundleControlType.OpenRequest, 20), Add(21, Group(7)), Add(22, Flow(7)), Add(23, Flow(7) with { Priority = 6 }), Control(BundleControlType.CommitRequest, 24));
        (await talk.NextAsync()).ShouldBeOfType<BundleControl>();
        (await talk.NextAsync()).ShouldBeOfType<FlowMonitorReply>().Updates.ShouldBe([new OwnFlowUpdate(22)]);
        (await talk.NextAsync()).Xid.ShouldBe(24u);

        await talk.SendAsync(new FlowMonitorCancel(1) { Xid = 30 }, new BarrierRequest { Xid = 31 });
        (await talk.NextAsync()).ShouldBe(new BarrierReply { Xid = 31 });
    }

    [OpenVSwitchFact]
    public async Task Meters_come_back_as_they_were_sent()
    {
        await using var ovs = await OpenVSwitch.StartAsync(0xa1, 2);
        await using var talk = await Talk.StartAsync(ovs);
        const MeterFlags Flags = MeterFlags.KilobitsPerSecond | MeterFlags.Burst | MeterFlags.Statistics;
        await talk.SendAsync(
            new MeterMod(MeterModCommand.Add, Flags, 5, [new DropBand(1000, 200)]),
            new FlowMod { TableId = 1, Instructions = [new MeterInstruction(5), new ApplyActions([new OutputAction(2)])] },
            new MeterConfigRequest(),
            new MeterStatsRequest(5),
            new MeterFeaturesRequest());
        (await talk.NextAsync()).ShouldBeOfType<MeterConfigReply>().Meters.ShouldBe([new MeterConfig(Flags, 5, [new DropBand(1000, 200)])]);
        var stats = (await talk.NextAsync()).ShouldBeOfType<MeterStatsReply>().Meters.ShouldHaveSingleItem();
        (stats.MeterId, stats.FlowCount).ShouldBe((5u, 1u));
        (await talk.NextAsync()).ShouldBeOfType<MeterFeaturesReply>().MaxMeters.ShouldBeGreaterThan(0u);
    }

    [OpenVSwitchFact]
    public async Task A_port_mod_and_asynchronous_settings_take_effect()
    {
        await using var ovs = await OpenVSwitch.StartAsync(0xa1, 2);
        await using var talk = await Talk.StartAsync(ovs);
        await talk.SendAsync(new PortDescriptionRequest());
        var port = (await talk.NextAsync()).ShouldBeOfType<PortDescriptionReply>().Ports.Items.Single(static p => p.PortNo == 1);
        const uint NoForward = 1 << 5;
        var config = new AsyncConfig(2, 0, 7, 7, 4, 0);
        await talk.SendAsync(
            new PortMod(1, port.HardwareAddress, NoForward, NoForward), new SetAsync(config), new GetAsyncRequest { Xid = 8 }, new PortDescriptionRequest());
        (await talk.NextAsync()).ShouldBe(new GetAsyncReply(config) { Xid = 8 });
        (await talk.NextAsync()).ShouldBeOfType<PortDescriptionReply>().Ports.Items.Single(static p => p.PortNo == 1).Config.ShouldBe(port.Config | NoForward);
    }

    [OpenVSwitchFact]
    public async Task A_group_of_the_most_buckets_is_taken_in_a_bundle()
    {
        await using var ovs = await OpenVSwitch.StartAsync(0xa1, 2);
        await using var talk = await Talk.StartAsync(ovs);
        var group = Group(7) with { Buckets = Enumerable.Repeat(new Bucket([new OutputAction(1)]), GroupMod.MaxOutputBuckets).ToEquatableArray() };
        await talk.SendAsync(Control(BundleControlType.OpenRequest, 1), Add(2, group), Control(BundleControlType.CommitRequest, 3), new GroupDescriptionRequest());
        (await talk.NextAsync()).ShouldBeOfType<BundleControl>();
        (await talk.NextAsync()).ShouldBeOfType<BundleControl>().ControlType.ShouldBe(BundleControlType.CommitReply);
        (await talk.NextAsync()).ShouldBeOfType<GroupDescriptionReply>().Groups.ShouldHaveSingleItem().Buckets.ShouldBe(group.Buckets);
    }

    private static BundleControl Control(BundleControlType type, uint xid) => new(1, type, Both) { Xid = xid };

    private static BundleAddMessage Add(uint xid, OpenFlowMessage change) => new(1, Both, change) { Xid = xid };

    private static GroupMod Group(uint id) => new(GroupModCommand.Add, GroupType.All, id, [new Bucket([new OutputAction(1)])]);

    private static FlowMod Flow(uint group) =>
        new() { TableId = 1, Priority = 5, Match = Match.Of(MatchField.InPort(1)), Instructions = [new ApplyActions([new GroupAction(group)])] };

    /// <summary>A connection that says hello, and reads and writes messages in order.</summary>
    private sealed class Talk(IDuplexPipe pipe) : IAsyncDisposable
    {
        public static async Task<Talk> StartAsync(OpenVSwitch ovs)
        {
            // Encoded before: the switch hangs up on a connection that says no HELLO before the second is over in which it took it.
            var hello = new ArrayBufferWriter<byte>();
            OpenFlowCodec.Encode(new Hello(OpenFlowCodec.Version13, [OpenFlowCodec.Version13]), hello);
            var pipe = await ovs.ConnectAsync();
            await pipe.Output.WriteAsync(hello.WrittenMemory);
            var talk = new Talk(pipe);
            (await talk.NextAsync()).ShouldBeOfType<Hello>();
            return talk;
        }

        public async Task SendAsync(params OpenFlowMessage[] messages)
        {
            foreach (var message in messages) OpenFlowCodec.Encode(message, pipe.Output);
            await pipe.Output.FlushAsync();
        }

        public async Task<OpenFlowMessage> NextAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (true)
            {
                var read = await pipe.Input.ReadAsync(limit.Token);
                var buffer = read.Buffer;
                var message = Take(ref buffer);
                pipe.Input.AdvanceTo(buffer.Start, message is null ? buffer.End : buffer.Start);
                if (message is not null) return message;
                read.IsCompleted.ShouldBeFalse("the switch closed the connection");
            }
        }

        public async ValueTask DisposeAsync()
        {
            await pipe.Output.CompleteAsync();
            await pipe.Input.CompleteAsync();
        }

        private static OpenFlowMessage? Take(ref ReadOnlySequence<byte> buffer) =>
            OpenFlowFraming.TryReadFrame(ref buffer, out var frame) ? OpenFlowCodec.Decode(frame) : null;
    }
}
