using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;

namespace L2sm.Kubernetes.Tests.Watching;

/// <summary>Whatever happens to the connection, the cache ends as the server, and what it told adds up to that.</summary>
public sealed class ChaosTests
{
    private const int Steps = 150;

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task The_cache_ends_as_the_server_whatever_the_connection_goes_through(string on)
    {
        await using var cache = await RunningCache.NewAsync(on);
        var mirror = new Dictionary<string, string?>();
        cache.Cache.Subscribe(change =>
        {
            // A mirror by the changes alone: none may come out of order, twice or not at all.
            lock (mirror) Follow(change);
        });
        cache.Start();
        var random = new Random(20261124);
        for (var step = 0; step < Steps; step++) await DoSomethingAsync(cache, random, step);
        cache.Link.ComeBack();

        var expected = new Dictionary<string, string?>();
        await foreach (var map in cache.Maps.ListAsync(new ResourceScope { Namespace = cache.Place })) expected[map.Metadata.Name!] = map.Metadata.ResourceVersion;
        await Condition.ReachesAsync(() => Task.FromResult(Show(cache.Cache.All().ToDictionary(map => map.Metadata.Name!, map => map.Metadata.ResourceVersion))), seen => seen == Show(expected), "the cache is as the server");
        await Condition.ReachesAsync(() => Task.FromResult(ShowMirror()), seen => seen == Show(expected), "what was told adds up");

        void Follow(ResourceChange<ConfigMap> change)
        {
            if (change.Before is { } before)
            {
                mirror.TryGetValue(before.Metadata.Name!, out var version).ShouldBeTrue();
                version.ShouldBe(before.Metadata.ResourceVersion);
            }
            else
            {
                mirror.ShouldNotContainKey(change.Key.Name);
            }
            if (change.After is { } after) mirror[after.Metadata.Name!] = after.Metadata.ResourceVersion;
            else mirror.Remove(change.Key.Name);
        }

        string ShowMirror()
        {
            lock (mirror) return Show(mirror);
        }

        static string Show(IEnumerable<KeyValuePair<string, string?>> maps) => string.Join(' ', maps.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}@{pair.Value}"));
    }

    private static async Task DoSomethingAsync(RunningCache cache, Random random, int step)
    {
        var name = $"m{random.Next(8)}";
        switch (random.Next(10))
        {
            case < 5: await cache.AddAsync(name, ("step", $"{step}")); break;
            case < 8: await cache.RemoveAsync(name); break;
            case 8: Disturb(cache.Link, random.Next(7)); break;
            default: await Task.Yield(); break;
        }
    }

    private static void Disturb(FaultyLink link, int how)
    {
        switch (how)
        {
            case 0: link.CutWatches(); break;
            case 1: link.CutWatches(inOrder: true); break;
            case 2: link.ExpireNext(1, _ => true); link.CutWatches(); break;
            case 3: link.FailNext(2, _ => true, 503, "ServiceUnavailable"); link.CutWatches(); break;
            case 4: link.FailNext(1, request => request.Verb == "list", 410, "Expired"); break;
            case 5: link.GoAway(); break;
            default: link.ComeBack(); break;
        }
    }
}
