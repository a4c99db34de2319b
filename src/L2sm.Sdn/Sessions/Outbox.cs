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

    private sealed record Burst(IReadOnlyList<OpenFlowMessage?> Messages, uint FirstXid, TaskCompletionSource Written);

    /// <summary>Queues ahead of bulk messages; false if too many wait already.</summary>
    public bool TryPostUrgent(OpenFlowMessage message, uint xid)
    {
        var posted = urgent.Writer.TryWrite((message, xid));
        doorbell.Writer.TryWrite(true);
        return posted;
    }

    /// <summary>Queues in order and waits until it is written.</summary>
    public Task PostAsync(OpenFlowMessage message, uint xid, CancellationToken cancellation) => PostAsync([message], xid, cancellation);

    /// <summary>Queues several in order, with one transaction id after the other, and waits until they are written. Null uses up its id and is left out.</summary>
    public async Task PostAsync(IReadOnlyList<OpenFlowMessage?> messages, uint firstXid, CancellationToken cancellation)
    {
        var burst = new Burst(messages, firstXid, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!bulk.Writer.TryWrite(burst)) await bulk.Writer.WriteAsync(burst, cancellation);
        doorbell.Writer.TryWrite(true);
        await burst.Written.Task.WaitAsync(cancellation);
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
            burst.Written.SetResult();
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
