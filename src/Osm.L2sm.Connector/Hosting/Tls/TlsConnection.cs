using System.IO.Pipelines;
using System.Net.Security;
using L2sm.OpenFlow;

namespace Osm.L2sm.Connector.Hosting.Tls;

/// <summary>A connection whose TLS handshake is done.</summary>
/// <param name="stream">The plain bytes, in and out.</param>
/// <param name="refuses">Why the peer's certificate does not let it be a switch; null where it does.</param>
internal sealed class TlsConnection(SslStream stream, Func<DatapathId, string?> refuses) : IDuplexPipe, IAsyncDisposable
{
    // An idle switch holds no buffer: a read of no bytes waits first.
    public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, minimumReadSize: 1024, leaveOpen: true, useZeroByteReads: true));

    public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));

    public Func<DatapathId, string?> Refuses => refuses;

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
