using System.Net;
using System.Net.Sockets;

namespace L2smOsm.EndToEnd.Tests.Running;

/// <summary>Somebody on a TCP port of the service.</summary>
internal sealed class Peer : IDisposable
{
    /// <summary>HELLO of OpenFlow 1.3 with its version bitmap.</summary>
    public static readonly byte[] Hello = [4, 0, 0, 16, 0, 0, 0, 1, 0, 1, 0, 8, 0, 0, 0, 0x10];

    private readonly TcpClient client = new();

    public NetworkStream Stream { get; private set; } = null!;

    public static async Task<Peer> ConnectAsync(IPEndPoint endpoint)
    {
        var peer = new Peer();
        await peer.client.ConnectAsync(endpoint);
        // Taken now: the client has none to give once the service has closed.
        peer.Stream = peer.client.GetStream();
        return peer;
    }

    public static async Task<Peer> SayAsync(IPEndPoint endpoint, byte[] bytes)
    {
        var peer = await ConnectAsync(endpoint);
        try
        {
            await peer.Stream.WriteAsync(bytes);
        }
        catch (IOException)
        {
            // The service may have heard enough before all is said.
        }
        return peer;
    }

    /// <summary>Says that nothing more is coming.</summary>
    public void EndOfWords()
    {
        try
        {
            client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // Closed already.
        }
    }

    /// <summary>Reads until the service closes the connection; fails if it does not.</summary>
    public async Task IsClosedAsync(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        var buffer = new byte[4096];
        try
        {
            while (await Stream.ReadAsync(buffer, limit.Token) > 0)
            {
                // What it has to say does not matter here.
            }
        }
        catch (IOException)
        {
            // Reset is closed too.
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"the service keeps the connection open for more than {within.TotalSeconds:0} s", e);
        }
    }

    public void Dispose() => client.Dispose();
}
