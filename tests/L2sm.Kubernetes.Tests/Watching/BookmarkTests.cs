using System.Globalization;
using L2sm.Kubernetes.Watching;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;

namespace L2sm.Kubernetes.Tests.Watching;

/// <summary>A quiet watch is resumed from where the server says it is, not from where it began, or its version would be forgotten one day.</summary>
public sealed class BookmarkTests
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_quiet_watch_is_resumed_from_the_last_bookmark(string on)
    {
        await using var cache = await RunningCache.NewAsync(on, options: new ResourceCacheOptions { WatchDuration = TimeSpan.FromSeconds(5) });
        cache.Start();
        await cache.WatchesAsync();
        var elsewhere = await cache.Server.NewNamespaceAsync();
        for (var i = 0; i < 5; i++) await cache.Maps.CreateAsync(TestMaps.Map(elsewhere, $"m{i}"));

        await Condition.HoldsAsync(() => Watches().Count > 1, "the first watch's time is over", TimeSpan.FromSeconds(40));

        Watches()[1].ShouldBeGreaterThan(Watches()[0]);
        cache.Lists.ShouldBe(1);
        cache.TakeTold().ShouldBe("");

        List<long> Watches() => [.. cache.Link.Calls.Where(call => call.Request.Verb == "watch").Select(call => long.Parse(call.ResourceVersion, CultureInfo.InvariantCulture))];
    }
}
