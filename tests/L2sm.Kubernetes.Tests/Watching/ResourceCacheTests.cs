using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Kubernetes.Tests.Watching;

public sealed class ResourceCacheTests
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_cache_holds_what_was_there_and_what_changes_and_tells_it_in_order(string on)
    {
        await using var cache = await RunningCache.NewAsync(on);
        for (var i = 0; i < 7; i++) await cache.AddAsync($"m{i}"); // more than two pages
        cache.Cache.IsSynced.ShouldBeFalse();
        cache.Start();
        await cache.WatchesAsync();
        cache.TakeTold().ShouldBe("+m0 +m1 +m2 +m3 +m4 +m5 +m6");

        await cache.AddAsync("m7");
        await cache.AddAsync("m0", ("a", "1"));
        await cache.RemoveAsync("m1");
        await Condition.HoldsAsync(() => cache.Told.Count == 3, "the changes are told");
        cache.TakeTold().ShouldBe("+m7 ~m0 -m1");
        cache.Cache.Find(new ResourceKey(cache.Place, "m0"))!.Show().ShouldBe("a=1");
        cache.Cache.Find(new ResourceKey(cache.Place, "m1")).ShouldBeNull();
        cache.Cache.Problem.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_watch_that_breaks_is_resumed_where_it_was(string on)
    {
        await using var cache = await RunningCache.StartAsync(on, "a", "b");
        foreach (var inOrder in new[] { false, true })
        {
            await cache.AddAsync("a", ("step", $"{inOrder} 1"));
            await Condition.HoldsAsync(() => cache.Told.Count == 1, "the change is told");
            var hold = cache.Link.HoldBack(request => request.Verb == "watch");
            cache.Link.CutWatches(inOrder);
            await cache.AddAsync("a", ("step", $"{inOrder} 2"));
            await cache.AddAsync("c", ("step", $"{inOrder}"));
            hold.LetGo();
            await Condition.HoldsAsync(() => cache.Told.Count == 3, "what happened meanwhile is told");
            cache.TakeTold().ShouldBe(inOrder ? "~a ~a ~c" : "~a ~a +c");
            await cache.WatchesAsync();
        }
        cache.Lists.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task After_a_version_that_is_forgotten_all_is_listed_and_only_the_difference_told(string on)
    {
        await using var cache = await RunningCache.StartAsync(on, "changed", "deleted", "renewed", "same");
        cache.Link.GoAway();
        await cache.AddAsync("changed", ("a", "1"));
        await cache.RemoveAsync("deleted");
        await cache.RemoveAsync("renewed");
        await cache.AddAsync("renewed");
        await cache.AddAsync("new");
        cache.Link.ExpireNext(1, _ => true);
        cache.Link.ComeBack();

        await cache.ShowsAsync("changed", "new", "renewed", "same");
        await Condition.HoldsAsync(() => cache.Told.Count == 5, "the difference is told");
        cache.TakeTold().Split(' ').Order(StringComparer.Ordinal).ShouldBe(["+new", "+renewed", "-deleted", "-renewed", "~changed"]);
        cache.Lists.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task The_server_says_that_a_version_is_forgotten_and_the_client_understands(string on)
    {
        var server = await ApiServers.GetAsync(on);
        // The real server remembers of a kind what happened since it serves it.
        await server.InstallAsync(Manifests.OperatorKinds);
        await server.CompactAsync();

        var failed = await Should.ThrowAsync<KubernetesException>(async () =>
        {
            await foreach (var _ in server.Api.Resources(L2smKinds.L2Networks).WatchAsync(ResourceScope.All, "1", TimeSpan.FromSeconds(20), default)) break;
        });
        failed.Failure.ShouldBe(KubernetesFailure.Gone);
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_list_that_fails_half_way_is_begun_anew(string on)
    {
        await using var cache = await RunningCache.NewAsync(on);
        for (var i = 0; i < 5; i++) await cache.AddAsync($"m{i}");
        var lists = 0;
        cache.Link.FailNext(1, request => request.Verb == "list" && ++lists == 2, 410, "Expired");
        var more = 0;
        cache.Link.FailNext(1, request => request.Verb == "list" && ++more == 3, 503, "ServiceUnavailable");
        cache.Start();

        await cache.WatchesAsync();
        await cache.ShowsAsync("m0", "m1", "m2", "m3", "m4");
        cache.TakeTold().ShouldBe("+m0 +m1 +m2 +m3 +m4");
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task While_the_server_is_away_the_cache_says_so_and_keeps_what_it_has(string on)
    {
        var time = new FakeTimeProvider();
        await using var cache = await RunningCache.NewAsync(on, time, new ResourceCacheOptions());
        await cache.AddAsync("a");
        cache.Start();
        await cache.WatchesAsync();
        cache.Link.GoAway();
        await Condition.HoldsAsync(() => cache.Cache.Problem is not null, "the cache says so");
        cache.Cache.Problem!.ShouldContain("cannot be reached");
        var began = time.GetUtcNow();
        await Condition.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            return time.GetUtcNow() - began > TimeSpan.FromSeconds(30);
        }, "30 s go by");
        cache.Cache.Find(new ResourceKey(cache.Place, "a")).ShouldNotBeNull();
        // Pauses grow to 20 s: no more than a dozen attempts in 30 s.
        cache.Log.Lines.Count(line => line.Event.Id == 4003).ShouldBeLessThan(15);

        await cache.AddAsync("b");
        cache.Link.ComeBack();
        await Condition.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            return cache.Cache.Count == 2 && cache.Cache.Problem is null;
        }, "it is up to date again");
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task A_watch_that_is_silent_after_its_time_is_held_for_dead(string on)
    {
        var time = new FakeTimeProvider();
        await using var cache = await RunningCache.NewAsync(on, time, new ResourceCacheOptions());
        cache.Start();
        await cache.WatchesAsync();

        time.Advance(TimeSpan.FromMinutes(5.6));

        await Condition.HoldsAsync(() => cache.Log.Lines.Any(line => line.Event.Id == 4003 && line.Text.Contains("held for dead")), "it is held for dead");
        var before = cache.Link.Calls.Count(call => call.Request.Verb == "watch");
        await Condition.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            return cache.Link.Calls.Count(call => call.Request.Verb == "watch") > before;
        }, "a new watch is opened");
    }

    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task The_server_that_asks_for_patience_gets_it(string on)
    {
        var time = new FakeTimeProvider();
        await using var cache = await RunningCache.NewAsync(on, time, new ResourceCacheOptions());
        cache.Link.FailNext(1, request => request.Verb == "list", 429, "TooManyRequests", TimeSpan.FromSeconds(17));
        cache.Start();
        await Condition.HoldsAsync(() => cache.Cache.Problem?.Contains("429") == true, "it was refused");
        var began = time.GetUtcNow();
        await Condition.HoldsAsync(() =>
        {
            if (cache.Cache.IsSynced) return true;
            time.Advance(TimeSpan.FromMilliseconds(100));
            return false;
        }, "it lists");
        (time.GetUtcNow() - began).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(17));
    }

    [Fact]
    public async Task An_index_follows_every_change()
    {
        await using var cache = await RunningCache.StartAsync("in-process", "a");
        var byColour = cache.Cache.AddIndex(map => map.Data is { } data && data.TryGetValue("colour", out var colour) ? [colour] : []);
        await cache.AddAsync("a", ("colour", "red"));
        await cache.AddAsync("b", ("colour", "red"));
        await Condition.HoldsAsync(() => byColour["red"].Count == 2, "both are red");

        await cache.AddAsync("a", ("colour", "blue"));
        await cache.RemoveAsync("b");
        await Condition.HoldsAsync(() => cache.Cache.Count == 1 && byColour["blue"].Count == 1, "one is blue");
        byColour.Keys().ShouldBe(["blue"]);
        byColour["red"].ShouldBeEmpty();
        cache.Cache.AddIndex(map => [map.Metadata.Name!])["a"].Single().Show().ShouldBe("colour=blue");
    }

    [Fact]
    public async Task Who_subscribes_late_is_told_what_is_there()
    {
        await using var cache = await RunningCache.StartAsync("in-process", "a", "b");
        var told = new List<string?>();
        cache.Cache.Subscribe(change => told.Add(change.After?.Metadata.Name));
        told.Order().ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_handler_that_fails_keeps_nobody_else_from_being_told()
    {
        var cache = await RunningCache.NewAsync("in-process");
        cache.Cache.Subscribe(_ => throw new InvalidOperationException("a bug"));
        var told = 0;
        cache.Cache.Subscribe(_ => Interlocked.Increment(ref told));
        await cache.AddAsync("a");
        cache.Start();
        await Condition.HoldsAsync(() => told == 1, "the other is told");
        cache.Log.Lines.ShouldContain(line => line.Event.Id == 4005 && line.Text.Contains("a bug"));
        cache.Log.Lines.Clear();
        await cache.DisposeAsync();
    }
}
