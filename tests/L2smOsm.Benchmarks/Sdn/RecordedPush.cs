using System.Buffers;
using System.IO.Pipelines;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;

namespace L2smOsm.Benchmarks.Sdn;

/// <summary>A transport that keeps what is written to it, so that the same bytes can be sent again by somebody who only writes.</summary>
/// <param name="inner">Where it goes.</param>
/// <param name="written">Where it is kept: empty, and best as large as it gets, since to make room would be measured too.</param>
internal sealed class RecordedPush(IDuplexPipe inner, ArrayBufferWriter<byte> written) : PipeWriter, IDuplexPipe
{
    private Memory<byte> given;

    public PipeReader Input => inner.Input;

    public PipeWriter Output => this;

    /// <summary>The bundles among it, from the first opening to the last commit, and how many changes are in them.</summary>
    public (ReadOnlyMemory<byte> Bytes, int Changes, int Commits) Bundles()
    {
        var bundles = new ArrayBufferWriter<byte>();
        var (rest, changes, commits) = (new ReadOnlySequence<byte>(written.WrittenMemory), 0, 0);
        while (OpenFlowFraming.TryReadFrame(ref rest, out var frame))
        {
            var message = OpenFlowCodec.Decode(frame);
            if (message is not (BundleControl or BundleAddMessage)) continue;
            if (message is BundleAddMessage) changes++;
            else if (message is BundleControl { ControlType: BundleControlType.CommitRequest }) commits++;
            bundles.Write(frame.ToArray());
        }
        return (bundles.WrittenMemory, changes, commits);
    }

    public override bool CanGetUnflushedBytes => inner.Output.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.Output.UnflushedBytes;

    public override void Advance(int bytes)
    {
        written.Write(given.Span[..bytes]);
        inner.Output.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => given = inner.Output.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.Output.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.Output.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Output.Complete(exception);
}
