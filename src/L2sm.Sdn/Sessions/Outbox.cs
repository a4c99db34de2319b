using System.IO.Pipelines;
using System.Threading.Channels;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Telemetry;

namespace L2sm.Sdn.Sessions;

/// <summary>
/// The one writer of a session. Bulk messages are written in bursts, and who posts one waits until it is written, so that a slow switch slows
/// its programmer and nothing else; urgent ones (echo, hello, discovery) go first and are refused when too many wait, so that the reader never
/// blocks on the writer.
/// </summary>
internal sealed class Outbox(PipeWriter output, MessageCounts counts, TimeSpan patience, TimeProvider clock)
{
    private const int FlushThreshold = 32 * 1024;

    private readonly Channel<Burst> bulk = Channel.CreateBounded<Burst>(64);
    private readonly Channel<(OpenFlowMessage Message, uint Xid)> urgent = Channel.CreateBounded<(OpenFlowMessage Message, uint Xid)>(4096);
    private readonly Channel<bool> doorbell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Messages that go out together, in order, with one transaction id after the other; null uses up its id and is left out.</summary>
    internal sealed class Burst(IReadOnlyList<OpenFlowMessage?> messages, uint firstXid, TaskCompletionSource? waiter)
    {
        private long writtenAt;

        public IReadOnlyList<OpenFlowMessage?> Messages => messages;

        public uint FirstXid => firstXid;

        /// <summary>The clock's timestamp when it was handed to the connection; null while it waits.</summary>
        public long? WrittenAt => Interlocked.Read(ref writtenAt) is var at and not 0 ? at : null;

        public void Written(long timestamp)
        {
            Interlocked.Exchange(ref writtenAt, timestamp);
            waiter?.SetResult();
        }
    }

    /// <summary>Queues ahead of bulk messages; false if too many wait already.</summary>
    public bool TryPostUrgent(OpenFlowMessage message, uint xid)
    {
        var posted = urgent.Writer.TryWrite((message, xid));
        doorbell.Writer.TryWrite(true);
        return posted;
    }

    /// <summary>Queues in order; null if too many wait already.</summary>
    public Burst? TryPost(OpenFlowMessage message, uint xid)
    {
        var burst = new Burst([message], xid, null);
        if (!bulk.Writer.TryWrite(burst)) return null;
        doorbell.Writer.TryWrite(true);
        return burst;
    }

    /// <summary>Queues in order, once there is room.</summary>
    public async ValueTask<Burst> PostAsync(OpenFlowMessage message, uint xid, CancellationToken cancellation)
    {
        var burst = new Burst([message], xid, null);
        await bulk.Writer.WriteAsync(burst, cancellation);
        doorbell.Writer.TryWrite(true);
        return burst;
    }

    /// <summary>Queues several in order, with one transaction id after the other, and waits until they are written. Null uses up its id and is left out.</summary>
    public async Task PostAsync(IReadOnlyList<OpenFlowMessage?> messages, uint firstXid, CancellationToken cancellation)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await bulk.Writer.WriteAsync(new Burst(messages, firstXid, written), cancellation);
        doorbell.Writer.TryWrite(true);
        await written.Task.WaitAsync(cancellation);
    }

    /// <summary>Writes what is posted until cancelled or the peer stops reading.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await doorbell.Reader.WaitToReadAsync(cancellation))
        {
            doorbell.Reader.TryRead(out _);
            if (!await WriteQueuedAsync(cancellation)) return;
        }
    }

    /// <summary>Writes what is posted by now: one turn of <see cref="RunAsync"/>. False once the peer reads no more.</summary>
    public async ValueTask<bool> WriteQueuedAsync(CancellationToken cancellation)
    {
        if (!await WriteUrgentAsync(cancellation)) return false;
        while (bulk.Reader.TryRead(out var burst))
        {
            for (var i = 0; i < burst.Messages.Count; i++)
            {
                if (!await WriteUrgentAsync(cancellation)) return false;
                if (burst.Messages[i] is { } message && !await WriteAsync(message, unchecked(burst.FirstXid + (uint)i), cancellation)) return false;
            }
            burst.Written(clock.GetTimestamp());
        }
        return await FlushAsync(cancellation);
    }

    private async ValueTask<bool> WriteUrgentAsync(CancellationToken cancellation)
    {
        while (urgent.Reader.TryRead(out var next))
            if (!await WriteAsync(next.Message, next.Xid, cancellation))
                return false;
        return true;
    }

    /// <summary>False once the peer reads no more.</summary>
    private ValueTask<bool> WriteAsync(OpenFlowMessage message, uint xid, CancellationToken cancellation)
    {
        var before = output.UnflushedBytes;
        OpenFlowCodec.Encode(message, xid, output);
        counts.CountSent(message is BundleAddMessage bundled ? bundled.Change.Type : message.Type, output.UnflushedBytes - before);
        return output.UnflushedBytes < FlushThreshold ? ValueTask.FromResult(true) : FlushAsync(cancellation);
    }

    private async ValueTask<bool> FlushAsync(CancellationToken cancellation)
    {
        var flushing = output.FlushAsync(cancellation);
        try
        {
            return !(flushing.IsCompleted ? await flushing : await flushing.AsTask().WaitAsync(patience, clock, cancellation)).IsCompleted;
        }
        catch (TimeoutException)
        {
            // Whatever it sends meanwhile: a switch that does not read cannot be served.
            throw new SessionClosedException($"the switch has not read for {patience.TotalSeconds:0.#} s", CloseKind.Timeout);
        }
    }
}
