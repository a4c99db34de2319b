using L2sm.Sdn.Roles;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Hosting;

/// <summary>Replays the journal before the sockets open, keeps the background loops, and says when all is up.</summary>
internal sealed partial class Lifetime(
    IntentStore store, IBackend backend, IFabric fabric, FabricFollower follower, Endpoints endpoints, TimeProvider clock, ILogger<Lifetime> logger)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private Task writer = Task.CompletedTask;
    private Task followers = Task.CompletedTask;

    /// <summary>All sockets are open, and the end has not begun.</summary>
    public bool IsListening { get; private set; }

    // The web server starts after every hosted service: nobody is served before this is through.
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Of several replicas none knows yet whether it leads.
        if (backend.IsReplicated)
        {
            fabric.Observe();
            await store.SuspendAsync("this replica of the service does not lead, or not yet", mayRead: false);
        }
        else await store.OpenAsync(FabricRole.Equal, null, cancellationToken);
        writer = Task.Run(store.RunAsync, CancellationToken.None);
        followers = Task.WhenAll(KeepAsync("networks", follower.FollowNetworksAsync), backend.IsReplicated ? Task.CompletedTask : KeepAsync("links", follower.KeepLinksAsync));
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, address) in endpoints.Bound) LogListening(name, address.ToString());
        IsListening = true;
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        IsListening = false;
        return Task.CompletedTask;
    }

    // The server has stopped by now, so that no call waits for the writer.
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        store.Close();
        await Task.WhenAll(writer, followers).WaitAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => stopping.Dispose();

    private async Task KeepAsync(string what, Func<CancellationToken, Task> follow)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Run(() => follow(stopping.Token), stopping.Token);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // The end of the service.
            }
            catch (Exception e)
            {
                LogFollowerFailed(e, what, FabricFollower.RetryDelay);
                await Task.Delay(FabricFollower.RetryDelay, clock, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(1501, LogLevel.Information, "listening {endpoint} {address}")]
    private partial void LogListening(string endpoint, string address);

    [LoggerMessage(1502, LogLevel.Critical, "following the fabric for {what} failed, and begins anew in {delay}")]
    private partial void LogFollowerFailed(Exception exception, string what, TimeSpan delay);
}
