using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace L2sm.Kubernetes.Watching;

/// <summary>
/// The resources of a kind as the API server has them: listed once, then watched. A connection that breaks is resumed where it was; if the server
/// has forgotten that point (410), all is listed again and compared, so that deletions are noticed, too. Thread-safe.
/// </summary>
public sealed class ResourceCache<T> where T : class, IResource
{
    private readonly ResourceClient<T> client;
    private readonly ResourceScope scope;
    private readonly ResourceCacheOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ResourceStore<T> store = new();
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Held while a change is made and told, and while a handler is added: each handler sees every change once.</summary>
    private readonly Lock telling = new();
    private readonly List<Action<ResourceChange<T>>> handlers = [];
    private volatile string? problem = "not listed yet";

    /// <summary>A cache, empty until <see cref="RunAsync"/>.</summary>
    public ResourceCache(KubernetesApi api, ResourceKind<T> kind, ResourceScope? scope = null, ResourceCacheOptions? options = null, ILogger? logger = null)
    {
        client = api.Resources(kind);
        this.scope = scope ?? ResourceScope.All;
        this.options = options ?? new ResourceCacheOptions();
        this.logger = logger ?? NullLogger.Instance;
        time = api.Time;
    }

    /// <summary>The kind.</summary>
    public ResourceKind<T> Kind => client.Kind;

    /// <summary>Whether all was listed once.</summary>
    public bool IsSynced => synced.Task.IsCompleted;

    /// <summary>Why it may be out of date, for people; null while it is fed.</summary>
    public string? Problem => problem;

    /// <summary>How many there are.</summary>
    public int Count => store.Count;

    /// <summary>Ends when all was listed once.</summary>
    public Task WhenSyncedAsync(CancellationToken cancellation = default) => synced.Task.WaitAsync(cancellation);

    /// <summary>One resource; null if there is none.</summary>
    public T? Find(ResourceKey key) => store.Find(key);

    /// <summary>All resources, at this moment.</summary>
    public IReadOnlyList<T> All() => store.All();

    /// <summary>Keeps the resources by something else, too. What was there before is included.</summary>
    /// <param name="keysOf">The keys of a resource; pure and quick.</param>
    public ResourceIndex<T> AddIndex(Func<T, IEnumerable<string>> keysOf) => store.AddIndex(keysOf);

    /// <summary>
    /// Tells each change from now on, in order, after the cache shows it; what is there already is told as coming. The handler has to be quick (put
    /// a key into a queue) and is not called twice at a time. If it throws, that is logged, and the cache goes on.
    /// </summary>
    public void Subscribe(Action<ResourceChange<T>> handler)
    {
        lock (telling)
        {
            foreach (var item in store.All()) Tell(handler, new ResourceChange<T>(null, item));
            handlers.Add(handler);
        }
    }

    /// <summary>Keeps it up to date until cancelled; then what it has stays readable.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        string? version = null;
        var failures = 0;
        while (!cancellation.IsCancellationRequested)
        {
            TimeSpan? asked = null;
            try
            {
                version ??= await ListAsync(cancellation);
                var started = time.GetTimestamp();
                await foreach (var seen in WatchAsync(version, cancellation))
                {
                    version = seen;
                    failures = 0;
                }
                // It ended when its time was over: the next one follows at once. One that ends early is a server that goes down, or something between us.
                if (time.GetElapsedTime(started) > options.WatchDuration / 2) failures = -1;
                else Log.WatchEndedEarly(logger, Kind.FullName, scope);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                break;
            }
            catch (KubernetesException e) when (e.Failure == KubernetesFailure.Gone)
            {
                Log.VersionGone(logger, Kind.FullName, scope);
                version = null;
            }
            catch (KubernetesException e)
            {
                problem = e.Message;
                asked = e.RetryAfter;
                Log.CacheFailed(logger, Kind.FullName, scope, e.Message);
            }
            if (++failures == 0) continue;
            var pause = options.Backoff.After(failures);
            await Task.Delay(asked > pause ? asked.Value : pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Brings the store to the list, page by page, and returns its version. What is not in the list goes at its end.</summary>
    private async Task<string> ListAsync(CancellationToken cancellation)
    {
        var gone = new HashSet<ResourceKey>(store.Keys());
        string? next = null;
        while (true)
        {
            var page = await client.ListPageAsync(scope, next, isRepeated: false, cancellation);
            foreach (var item in page.Items)
            {
                Put(item);
                gone.Remove(item.Metadata.Key);
            }
            foreach (var unreadable in page.Unreadable) Log.Unreadable(logger, Kind.FullName, unreadable.Key, unreadable.Reason);
            if ((next = page.Continue) is not null) continue;
            foreach (var key in gone) Remove(key);
            problem = null;
            synced.TrySetResult();
            Log.Listed(logger, Kind.FullName, scope, store.Count, gone.Count);
            return page.ResourceVersion;
        }
    }

    /// <summary>Follows the changes from a version on; yields the version reached.</summary>
    private async IAsyncEnumerable<string> WatchAsync(string version, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
#pragma warning disable CA5394 // nothing is guarded by it
        var duration = options.WatchDuration * (0.8 + Random.Shared.NextDouble() / 5);
#pragma warning restore CA5394
        using var dead = new CancellationTokenSource(duration + options.WatchGrace, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, dead.Token);
        await using var events = client.WatchAsync(scope, version, duration, both.Token).GetAsyncEnumerator(both.Token);
        while (await MoveNextAsync())
        {
            problem = null;
            Apply(events.Current);
            if (events.Current.ResourceVersion is { } reached) yield return reached;
        }

        async ValueTask<bool> MoveNextAsync()
        {
            try
            {
                return await events.MoveNextAsync();
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new KubernetesException(KubernetesFailure.Timeout, $"the watch of {Kind} was not ended when its time was over: the connection is held for dead");
            }
        }
    }

    private void Apply(WatchEvent<T> change)
    {
        if (change.Unreadable is { } unreadable)
        {
            Log.Unreadable(logger, Kind.FullName, unreadable.Key, unreadable.Reason);
            if (unreadable.Key is { } lost) Remove(lost);
        }
        else if (change.Resource is { } item)
        {
            if (change.Type == WatchEventType.Deleted) Remove(item.Metadata.Key);
            else Put(item);
        }
    }

    private void Put(T item)
    {
        lock (telling)
        {
            var before = store.Find(item.Metadata.Key);
            if (before is not null && before.Metadata.Uid != item.Metadata.Uid)
            {
                Remove(item.Metadata.Key);
                before = null;
            }
            if (before is not null && before.Metadata.ResourceVersion == item.Metadata.ResourceVersion) return;
            store.Put(item);
            TellAll(new ResourceChange<T>(before, item));
        }
    }

    private void Remove(ResourceKey key)
    {
        lock (telling)
            if (store.TryRemove(key, out var item)) TellAll(new ResourceChange<T>(item, null));
    }

    private void TellAll(ResourceChange<T> change)
    {
        foreach (var handler in handlers) Tell(handler, change);
    }

    private void Tell(Action<ResourceChange<T>> handler, ResourceChange<T> change)
    {
        try
        {
            handler(change);
        }
#pragma warning disable CA1031 // a handler's fault is not the cache's: the others still have to be told
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.HandlerFailed(logger, Kind.FullName, change.Key, e);
        }
    }
}
