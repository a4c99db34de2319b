using System.Collections.Concurrent;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;

namespace L2sm.Kubernetes.Tests.Watching;

/// <summary>A cache of the ConfigMaps of a namespace of its own, over a link that fails as the test wants. What it tells is kept in order.</summary>
internal sealed class RunningCache : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly KubernetesApi client;
    private Task running = Task.CompletedTask;

    private RunningCache(ApiServer server, FaultyLink link, string place, TimeProvider? time, ResourceCacheOptions options)
    {
        (Server, Link, Place) = (server, link, place);
        client = link.Connection.Client("cache", time);
        // The real server puts a ConfigMap of its own into new namespaces, if it has a controller manager.
        Cache = new ResourceCache<ConfigMap>(client, BuiltInKinds.ConfigMaps, new ResourceScope { Namespace = place }, options, Log);
        Cache.Subscribe(change => Told.Enqueue(change));
    }

    public ApiServer Server { get; }

    public FaultyLink Link { get; }

    public string Place { get; }

    public TestLog Log { get; } = new();

    public ResourceCache<ConfigMap> Cache { get; }

    public ConcurrentQueue<ResourceChange<ConfigMap>> Told { get; } = [];

    public ResourceClient<ConfigMap> Maps => Server.Api.Maps();

    /// <summary>What was told since this was asked last: <c>+name</c>, <c>~name</c>, <c>-name</c>.</summary>
    public string TakeTold()
    {
        var changes = new List<string>();
        while (Told.TryDequeue(out var change)) changes.Add((change.Before is null ? "+" : change.After is null ? "-" : "~") + change.Key.Name);
        return string.Join(' ', changes);
    }

    public int Lists => Link.Calls.Count(call => call.Request.Verb == "list");

    /// <summary>Makes one; the cache runs once <see cref="Start"/> is called.</summary>
    public static async Task<RunningCache> NewAsync(string on, TimeProvider? time = null, ResourceCacheOptions? options = null)
    {
        var server = await ApiServers.GetAsync(on);
        return new RunningCache(server, await FaultyLink.StartAsync(server), await server.NewNamespaceAsync(), time,
            options ?? new ResourceCacheOptions { Backoff = new Backoff(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100)) });
    }

    /// <summary>One that has listed these and watches.</summary>
    public static async Task<RunningCache> StartAsync(string on, params string[] names)
    {
        var cache = await NewAsync(on);
        foreach (var name in names) await cache.Maps.CreateAsync(TestMaps.Map(cache.Place, name));
        cache.Start();
        await cache.WatchesAsync();
        cache.TakeTold();
        return cache;
    }

    public void Start() => running = Cache.RunAsync(stop.Token);

    public Task WatchesAsync() => Condition.HoldsAsync(() => Cache.IsSynced && Link.OpenWatches == 1, "the cache watches");

    public Task ShowsAsync(params string[] names) => Condition.ReachesAsync(
        () => Task.FromResult(string.Join(' ', Cache.All().Select(map => map.Metadata.Name).Order())), seen => seen == string.Join(' ', names), $"the cache shows {string.Join(' ', names)}");

    public Task AddAsync(string name, params (string, string)[] data) => Maps.ApplyAsync(TestMaps.Map(Place, name, data), isForced: true);

    public Task RemoveAsync(string name) => Maps.DeleteAsync(new ResourceKey(Place, name));

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
        await Link.DisposeAsync();
        client.Dispose();
        stop.Dispose();
        Log.HasNoErrors();
    }
}
