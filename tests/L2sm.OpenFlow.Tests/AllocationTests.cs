using System.Buffers;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Tests;

/// <summary>Reading allocates the message and nothing else, to the byte; writing allocates nothing.</summary>
public class AllocationTests
{
    private const int Rounds = 100;

    [Fact]
    public void An_echo_costs_its_message()
    {
        byte[] data = [1, 2, 3, 4];
        CostsAsMuchAs(() => new EchoRequest(EquatableArray.Create<byte>(data)) { Xid = 7 });
        CostsAsMuchAs(static () => new EchoReply([]) { Xid = 7 });
    }

    [Fact]
    public void A_packet_in_costs_its_message_match_and_data()
    {
        var frame = new byte[60];
        CostsAsMuchAs(() => new PacketIn(
            PacketOut.NoBuffer, 60, PacketInReason.Action, 3, 0xabc, Match.Of(MatchField.InPort(1), MatchField.Metadata(5)), EquatableArray.Create<byte>(frame)) { Xid = 7 });
    }

    [Fact]
    public void Statistics_cost_their_items()
    {
        CostsAsMuchAs(static () => new PortStatsReply(Array<PortStats>(
            new PortStats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), new PortStats(2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))) { Xid = 7, More = true });
        CostsAsMuchAs(static () => new TableStatsReply(Array<TableStats>(new TableStats(1, 2, 3, 4), new TableStats(2, 2, 3, 4), new TableStats(3, 2, 3, 4))) { Xid = 7 });
        CostsAsMuchAs(static () => new FlowStatsReply(Array(Flow(1), Flow(2), Flow(3))) { Xid = 7, More = true });
        CostsAsMuchAs(static () => new GroupDescriptionReply(Array<GroupDescription>(
            new GroupDescription(GroupType.All, 1, Array<Bucket>(new Bucket(Actions()), new Bucket(Actions()), new Bucket(Actions()))))) { Xid = 7 });
        CostsAsMuchAs(static () => new MeterStatsReply(Array<MeterStats>(
            new MeterStats(1, 2, 3, 4, 5, 6, Array(new MeterBandStats(1, 2))))) { Xid = 7 });
    }

    [Fact]
    public void Reports_of_a_flow_monitor_cost_their_items() =>
        CostsAsMuchAs(static () => new FlowMonitorReply(Array<FlowUpdate>(
            new FlowChanged(FlowUpdateEvent.Added, FlowRemovedReason.IdleTimeout, 1, 2, 3, 4, 5, Match.Of(MatchField.InPort(1)), Instructions()),
            new OwnFlowUpdate(7))) { Xid = 7 });

    [Fact]
    public void Short_messages_cost_themselves()
    {
        CostsAsMuchAs(static () => new BarrierReply { Xid = 7 });
        CostsAsMuchAs(static () => new BundleControl(1, BundleControlType.CommitReply, BundleFlags.None) { Xid = 7 });
        CostsAsMuchAs(static () => new FlowMod { Xid = 7, Match = Match.Of(MatchField.InPort(1)), Instructions = Instructions() });
    }

    [Fact]
    public void Writing_costs_nothing_also_with_another_xid()
    {
        var output = new ArrayBufferWriter<byte>(4096);
        OpenFlowMessage[] messages =
        [
            new EchoReply([1, 2, 3]),
            new FlowMod { Match = Match.Of(MatchField.InPort(1), MatchField.Metadata(5, 0xff)), Instructions = Instructions() },
            new BundleAddMessage(1, BundleFlags.Atomic, new GroupMod(GroupModCommand.Add, GroupType.All, 1, [new Bucket(Actions())])),
            new PacketOut(PacketOut.NoBuffer, 1, Actions(), [1, 2, 3]),
            new MeterMod(MeterModCommand.Add, MeterFlags.KilobitsPerSecond, 1, [new DropBand(5)]),
            new FlowStatsRequest(),
        ];
        Allocated(() =>
        {
            output.ResetWrittenCount();
            foreach (var message in messages) OpenFlowCodec.Encode(message, 42, output);
        }).ShouldBe(0);
    }

    [Fact]
    public void A_frame_in_segments_costs_no_more_than_in_one_piece()
    {
        var bytes = Wire.Encode(new EchoRequest([.. new byte[100]]));
        var split = Wire.Split(bytes, 5, 50);
        Allocated(() => OpenFlowCodec.Decode(split)).ShouldBe(Allocated(() => OpenFlowCodec.Decode(bytes)));
    }

    /// <summary>Decoding a message costs exactly as much as making an equal one from its parts.</summary>
    private static void CostsAsMuchAs(Func<OpenFlowMessage> make)
    {
        var message = make();
        var bytes = Wire.Encode(message);
        OpenFlowCodec.Decode(bytes).ShouldBe(message);
        var making = Allocated(() => make());
        making.ShouldBeGreaterThan(0);
        Allocated(() => OpenFlowCodec.Decode(bytes)).ShouldBe(making, message.GetType().Name);
    }

    private static long Allocated(Action action)
    {
        // The first rounds make what is made once: cached delegates, pooled arrays.
        for (var i = 0; i < 3; i++) action();
        var best = long.MaxValue;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Rounds; i++) action();
            best = Math.Min(best, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return best;
    }

    private static EquatableArray<T> Array<T>(params ReadOnlySpan<T> items) where T : IEquatable<T> => EquatableArray.Create(items);

    private static EquatableArray<OpenFlowAction> Actions() => Array<OpenFlowAction>(new OutputAction(1));

    private static EquatableArray<Instruction> Instructions() => Array<Instruction>(new ApplyActions(Actions()), new WriteMetadata(5), new GotoTable(2));

    private static FlowStats Flow(uint port) => new(1, 2, 3, 4, 5, 6, FlowModFlags.None, 7, 8, 9, Match.Of(MatchField.InPort(port)), Instructions());
}
