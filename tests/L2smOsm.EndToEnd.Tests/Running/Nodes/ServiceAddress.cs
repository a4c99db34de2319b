using System.Net;
using System.Net.Sockets;

namespace L2smOsm.EndToEnd.Tests.Running.Nodes;

/// <summary>The address of a Service of Kubernetes: each connection is led to where the Service's pod is at the moment, or refused.</summary>
internal sealed class ServiceAddress : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Any, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Func<CancellationToken, Task<NetworkStream?>> connect;
    private readonly List<Task> connections = [];
    private Task accepting = Task.CompletedTask;

    private ServiceAddress(Func<CancellationToken, Task<NetworkStream?>> connect) => this.connect = connect;

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <param name="connect">Connects to the pod; null where there is none or it does not listen.</param>
    public static ServiceAddress Open(Func<CancellationToken, Task<NetworkStream?>> connect)
    {
        var address = new ServiceAddress(connect);
        address.listener.Start();
        address.accepting = address.AcceptAsync();
        return address;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        await Task.WhenAll(connections);
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) connections.Add(LeadAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task LeadAsync(TcpClient from)
    {
        using (from)
        {
            from.LingerState = new LingerOption(enable: true, seconds: 0);
            await using var to = await connect(stopping.Token);
            if (to is null) return;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            Task[] ways = [from.GetStream().CopyToAsync(to, ended.Token), to.CopyToAsync(from.GetStream(), ended.Token)];
            await Task.WhenAny(ways);
            await ended.CancelAsync();
            await Task.WhenAll(ways).ContinueWith(_ => { }, TaskScheduler.Default); // a reset is an end, too
        }
    }
}
