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

    private readonly Channel<OpenFlowMessage> bulk = Channel.CreateBounded<OpenFlowMessage>(1024);
    private readonly Channel<OpenFlowMessage> urgent = Channel.CreateBounded<OpenFlowMessage>(4096);
    private readonly Channel<bool> doorbell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Queues ahead of bulk messages; false if too many wait already.</summary>
    public bool TryPostUrgent(OpenFlowMessage message)
    {
        var posted = urgent.Writer.TryWrite(message);
        doorbell.Writer.TryWrite(true);
        return posted;
    }

    /// <summary>Queues in order, waiting for room.</summary>
    public async ValueTask PostAsync(OpenFlowMessage message, CancellationToken cancellation)
    {
        if (!bulk.Writer.TryWrite(message)) await bulk.Writer.WriteAsync(message, cancellation);
        doorbell.Writer.TryWrite(true);
    }

    /// <summary>Writes what is posted until cancelled or the peer stops reading.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await doorbell.Reader.WaitToReadAsync(cancellation))
        {
            doorbell.Reader.TryRead(out _);
            while (urgent.Reader.TryRead(out var message) || bulk.Reader.TryRead(out message))
            {
                OpenFlowCodec.Encode(message, output);
                if (output.UnflushedBytes >= FlushThreshold && (await output.FlushAsync(cancellation)).IsCompleted) return;
            }
            if ((await output.FlushAsync(cancellation)).IsCompleted) return;
        }
    }
}
