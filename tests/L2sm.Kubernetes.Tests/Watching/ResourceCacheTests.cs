using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;

namespace L2sm.Kubernetes.Tests.Watching;

public sealed class ResourceCacheTests
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_cache_holds_what_was_there_and_what_changes(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        var maps = server.Api.Resources(BuiltInKinds.ConfigMaps);
        await maps.ApplyAsync(Map(place, "early", "1"));
        using var stop = new CancellationTokenSource();
        var log = new TestLog();
        var cache = new ResourceCache<ConfigMap>(server.Api, BuiltInKinds.ConfigMaps, new ResourceScope { Namespace = place }, logger: log);
        var running = cache.RunAsync(stop.Token);
        await cache.WhenSyncedAsync();
        ValueOf("early").ShouldBe("1");

        await maps.ApplyAsync(Map(place, "late", "1"));
        await Condition.HoldsAsync(() => ValueOf("late") == "1", "a new one is seen");
        await maps.ApplyAsync(Map(place, "early", "2"));
        await Condition.HoldsAsync(() => ValueOf("early") == "2", "a change is seen");
        await maps.DeleteAsync(new ResourceKey(place, "early"));
        await Condition.HoldsAsync(() => ValueOf("early") is null, "a deletion is seen");

        await stop.CancelAsync();
        await running;
        log.HasNoErrors();

        string? ValueOf(string name) => cache.Find(new ResourceKey(place, name))?.Data?["value"];
    }

    private static ConfigMap Map(string place, string name, string value) => new()
    {
        Metadata = new ObjectMeta { Namespace = place, Name = name },
        Data = new Dictionary<string, string> { ["value"] = value },
    };
}
