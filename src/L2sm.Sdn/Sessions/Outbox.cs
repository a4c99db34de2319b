using System.IO.Pipelines;
using System.Threading.Channels;
using L2sm.OpenFlow;

namespace L2sm.Sdn.Sessions;

/// <summary>
/// The one writer of a session. Bulk messages wait for room, so that a slow switch slows its programmer and nothing else; urgent ones (echo,
/// hello, discovery) go first and are refused when too many wait, so that the reader never blocks on the writer.
/// </summary>
internal sealed class Outbox(PipeWriter output)
{
    private const int FlushThreshold = 32 * 1024;

    private readonly Channel<(OpenFlowMessage Message, uint Xid)> bulk = Channel.CreateBounded<(OpenFlowMessage Message, uint Xid)>(1024);
    private readonly Channel<(OpenFlowMessage Message, uint Xid)> urgent = Channel.CreateBounded<(OpenFlowMessage Message, uint Xid)>(4096);
    private readonly Channel<bool> doorbell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Queues ahead of bulk messages; false if too many wait already.</summary>
    public bool TryPostUrgent(OpenFlowMessage message, uint xid)
    {
        var posted = urgent.Writer.TryWrite((message, xid));
        doorbell.Writer.TryWrite(true);
        return posted;
    }

    /// <summary>Queues in order, waiting for room.</summary>
    public async ValueTask PostAsync(OpenFlowMessage message, uint xid, CancellationToken cancellation)
    {
        if (!bulk.Writer.TryWrite((message, xid))) await bulk.Writer.WriteAsync((message, xid), cancellation);
        doorbell.Writer.TryWrite(true);
    }

    /// <summary>Writes what is posted until cancelled or the peer stops reading.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await doorbell.Reader.WaitToReadAsync(cancellation))
        {
            doorbell.Reader.TryRead(out _);
            while (urgent.Reader.TryRead(out var next) || bulk.Reader.TryRead(out next))
            {
                OpenFlowCodec.Encode(next.Message, next.Xid, output);
                if (output.UnflushedBytes >= FlushThreshold && (await output.FlushAsync(cancellation)).IsCompleted) return;
            }
            if ((await output.FlushAsync(cancellation)).IsCompleted) return;
        }
    }
}
