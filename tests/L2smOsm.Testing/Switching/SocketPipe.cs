using System.IO.Pipelines;
using System.Net.Sockets;

namespace L2smOsm.Testing.Switching;

/// <summary>A socket as the controller takes connections.</summary>
internal sealed class SocketPipe : IDuplexPipe
{
    private readonly Socket socket;

    public SocketPipe(Socket socket)
    {
        this.socket = socket;
        var stream = new NetworkStream(socket, ownsSocket: true);
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: false, bufferSize: 64 * 1024));
        // Else each 4 KiB go out in a call of their own, which the service's sockets do not do either.
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: 64 * 1024));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <summary>Whoever reads or writes learns it from the socket.</summary>
    public void Break() => socket.Shutdown(SocketShutdown.Both);
}
