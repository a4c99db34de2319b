using System.Buffers;
using System.IO.Pipelines;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Sessions;
using L2sm.Sdn.Telemetry;
using L2smOsm.Testing;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Sdn.Tests.Sessions;

/// <summary>A session costs what the codec makes of its messages and nothing else, to the byte; its outbox costs nothing at all.</summary>
public sealed class SessionAllocationTests : IAsyncLifetime
{
    // Together less than the parts that one answer may have.
    private const int WarmUp = 1040, Measured = Series * SeriesLength, Series = 5, SeriesLength = 200;

    private readonly TestLog log = new();
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch);
    private readonly Sink sink = new();
    private SdnMeter meter = null!;
    private SwitchSession session = null!;

    public Task InitializeAsync()
    {
        meter = new SdnMeter(this, () => FabricSnapshot.Empty, () => []);
        session = new SwitchSession(new Transport(sink), new SwitchPeer("peer"), meter, new L2smControllerOptions(), clock, log);
        Take(new Hello(OpenFlowCodec.Version13, [OpenFlowCodec.Version13]));
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        session.CloseReason.ShouldBeNull();
        session.Close("the test is over", CloseKind.Stopped);
        session.Dispose();
        meter.Dispose();
        log.HasNoErrors();
        return Task.CompletedTask;
    }

    [Fact]
    public void An_echo_costs_itself_and_its_answer()
    {
        var echo = new EchoRequest([1, 2, 3, 4]) { Xid = 7 };
        var answer = Allocated(() => Kept = new EchoReply(echo.Data));
        var written = sink.Flushed;

        Allocated(Taking(echo, WriteOut)).ShouldBe(Allocated(Decoding(echo)) + answer);

        answer.ShouldBeGreaterThan(0);
        (sink.Flushed - written).ShouldBe((WarmUp + Measured) * (long)Encode(echo).Length, "each was answered");
    }

    [Fact]
    public void A_packet_in_costs_itself()
    {
        var seen = 0;
        session.PacketArrived = _ => seen++;
        foreach (var etherType in (ushort[])[0x0800, 0x88cc])
        {
            byte[] frame = [.. new byte[12], (byte)(etherType >> 8), (byte)etherType, .. new byte[46]];
            var packet = new PacketIn(PacketOut.NoBuffer, 60, PacketInReason.Action, 3, 0xabc, Match.Of(MatchField.InPort(1), MatchField.Metadata(5)), EquatableArray.Create<byte>(frame));
            CostsAsMuchAsItsMessage(packet);
        }
        seen.ShouldBe(2 * (WarmUp + Measured));
        session.Counters.ShouldBe(new SwitchCounters(0, 0, WarmUp + Measured, WarmUp + Measured, 0));
    }

    [Fact]
    public async Task A_part_of_statistics_that_somebody_waits_for_costs_itself()
    {
        var asking = session.RequestAsync(new FlowStatsRequest());
        WriteOut();
        var asked = sink.LastXid;

        // After the warm-up, the list of parts has room for all that one answer may have.
        CostsAsMuchAsItsMessage(new FlowStatsReply([Flow(1), Flow(2), Flow(3)]) { Xid = asked, More = true });

        asking.IsCompleted.ShouldBeFalse();
        Take(new FlowStatsReply([]) { Xid = asked });
        (await asking.WaitAsync(TimeSpan.FromSeconds(60))).Count.ShouldBe(WarmUp + Measured + 1);
    }

    [Fact]
    public void Statistics_that_nobody_waits_for_cost_themselves()
    {
        CostsAsMuchAsItsMessage(new FlowStatsReply([Flow(1), Flow(2)]) { Xid = 0xdead });
        CostsAsMuchAsItsMessage(new PortStatsReply([new PortStats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)]) { Xid = 0xdead, More = true });
    }

    [Fact]
    public void A_report_of_a_flow_monitor_costs_itself()
    {
        var seen = 0;
        session.FlowsChanged = _ => seen++;
        CostsAsMuchAsItsMessage(new FlowMonitorReply([new FlowChanged(FlowUpdateEvent.Added, FlowRemovedReason.IdleTimeout, 1, 2, 3, 4, 5, Match.Of(MatchField.InPort(1)), Instructions())]));
        seen.ShouldBe(WarmUp + Measured);
    }

    [Fact]
    public void Many_messages_in_one_buffer_cost_themselves()
    {
        byte[] bytes = [.. Enumerable.Repeat(Encode(new BarrierReply { Xid = 0xdead }), 10).SelectMany(b => b)];
        Allocated(() => Take(bytes)).ShouldBe(Allocated(() => Decode(bytes)));
    }

    [Fact]
    public void Urgent_messages_cost_nothing_to_post_and_to_write()
    {
        var message = new PacketOut(PacketOut.NoBuffer, PortNumbers.Controller, [new OutputAction(1)], [.. new byte[60]]);
        var written = sink.Flushed;
        Allocated(() =>
        {
            for (uint xid = 0; xid < 4; xid++) session.Outbox.TryPostUrgent(message, xid);
            WriteOut();
        }).ShouldBe(0);
        (sink.Flushed - written).ShouldBe(4 * (WarmUp + Measured) * (long)Encode(message).Length, "none was refused");
    }

    [Fact]
    public void A_burst_costs_nothing_to_write()
    {
        var message = new FlowMod { Match = Match.Of(MatchField.InPort(1), MatchField.Metadata(5, 0xff)), Instructions = Instructions() };
        OpenFlowMessage?[] burst = [.. Enumerable.Repeat(message, Measured)];
        var least = long.MaxValue;
        // The least of several: each wakes who posted it, and now and then the queue of those who wake grows.
        for (var i = 0; i < 20; i++)
        {
            var written = sink.Flushed;
            PostUnbound(burst);
            var before = GC.GetAllocatedBytesForCurrentThread();
            WriteOut();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            (sink.Flushed - written).ShouldBe(burst.Length * (long)Encode(message).Length);
        }
        least.ShouldBe(0);
    }

    // As the controller posts, which has no context to come back to; a test has one, and it allocates.
    private void PostUnbound(OpenFlowMessage?[] burst)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            _ = session.Outbox.PostAsync(burst, 1, CancellationToken.None);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void CostsAsMuchAsItsMessage(OpenFlowMessage message)
    {
        var cost = Allocated(Taking(message));
        cost.ShouldBe(Allocated(Decoding(message)), message.GetType().Name);
        cost.ShouldBeGreaterThan(0);
    }

    /// <summary>
    /// What a series of calls allocates on this thread, once all that is made once is made. The least of several: on a busy machine the runtime makes
    /// some of that later.
    /// </summary>
    private static long Allocated(Action action)
    {
        for (var i = 0; i < WarmUp; i++) action();
        var least = long.MaxValue;
        for (var series = 0; series < Series; series++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < SeriesLength; i++) action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    private Action Taking(OpenFlowMessage message, Action? then = null)
    {
        var bytes = Encode(message);
        return () =>
        {
            Take(bytes);
            then?.Invoke();
        };
    }

    private Action Decoding(OpenFlowMessage message)
    {
        var bytes = Encode(message);
        return () => Decode(bytes);
    }

    private void Take(OpenFlowMessage message) => Take(Encode(message));

    private void Take(byte[] bytes)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        session.TakeFrom(ref buffer);
    }

    private void Decode(byte[] bytes)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        while (OpenFlowFraming.TryReadFrame(ref buffer, out var frame)) Kept = OpenFlowCodec.Decode(frame);
    }

    // Kept, so that no compiler finds out that the message is not used.
    private OpenFlowMessage? Kept { get; set; }

    private void WriteOut()
    {
        var written = session.Outbox.WriteQueuedAsync(CancellationToken.None);
        if (!written.IsCompleted || !written.Result) throw new InvalidOperationException("the sink takes all at once");
    }

    private static byte[] Encode(OpenFlowMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        OpenFlowCodec.Encode(message, message.Xid, output);
        return output.WrittenSpan.ToArray();
    }

    private static EquatableArray<Instruction> Instructions() => [new ApplyActions([new OutputAction(1)]), new GotoTable(2)];

    private static FlowStats Flow(uint port) => new(1, 2, 3, 4, 5, 6, FlowModFlags.None, 7, 8, 9, Match.Of(MatchField.InPort(port)), Instructions());

    /// <summary>Takes all at once and keeps nothing but the last.</summary>
    private sealed class Sink : PipeWriter
    {
        private readonly byte[] buffer = new byte[256 * 1024];
        private int at;

        public long Flushed { get; private set; }

        /// <summary>Of the message written last.</summary>
        public uint LastXid { get; private set; }

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => at;

        public override void Advance(int bytes) => at += bytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => buffer.AsMemory(at);

        public override Span<byte> GetSpan(int sizeHint = 0) => buffer.AsSpan(at);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            var all = new ReadOnlySequence<byte>(buffer, 0, at);
            while (OpenFlowFraming.TryReadFrame(ref all, out var frame)) LastXid = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(frame.FirstSpan[4..]);
            Flushed += at;
            at = 0;
            return ValueTask.FromResult(new FlushResult(isCanceled: false, isCompleted: false));
        }

        public override void CancelPendingFlush()
        {
            // None is ever pending.
        }

        public override void Complete(Exception? exception = null)
        {
            // Nothing is held.
        }
    }

    private sealed class Transport(PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(ReadOnlySequence<byte>.Empty);

        public PipeWriter Output => output;
    }
}
