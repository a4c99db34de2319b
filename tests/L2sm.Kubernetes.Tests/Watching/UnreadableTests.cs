using System.Text.Json.Serialization;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes;

namespace L2sm.Kubernetes.Tests.Watching;

/// <summary>A resource that does not fit the type that it is read into costs only itself.</summary>
public sealed class UnreadableTests
{
    [Theory]
    [MemberData(nameof(ApiServers.All), MemberType = typeof(ApiServers))]
    public async Task It_is_left_out_and_named_and_the_others_are_there(string on)
    {
        var server = await ApiServers.GetAsync(on);
        var place = await server.NewNamespaceAsync();
        await server.Api.Maps().CreateAsync(TestMaps.Map(place, "bad", ("number", "many")));
        await server.Api.Maps().CreateAsync(TestMaps.Map(place, "good", ("number", "7")));
        var log = new TestLog();
        using var stop = new CancellationTokenSource();
        var cache = new ResourceCache<NumberMap>(server.Api, NumberMap.Kind, new ResourceScope { Namespace = place }, logger: log);
        var running = cache.RunAsync(stop.Token);
        await cache.WhenSyncedAsync();

        cache.All().Select(map => map.Data!["number"]).ShouldBe([7]);
        log.Lines.ShouldContain(line => line.Event.Id == 4004 && line.Text.Contains($"{place}/bad"));

        await server.Api.Maps().ApplyAsync(TestMaps.Map(place, "good", ("number", "none")), isForced: true);
        await Condition.HoldsAsync(() => cache.Count == 0, "one that became unreadable is left out");
        await server.Api.Maps().ApplyAsync(TestMaps.Map(place, "bad", ("number", "8")), isForced: true);
        await Condition.HoldsAsync(() => cache.All().Any(map => map.Data?["number"] == 8), "one that became readable is there");

        await stop.CancelAsync();
        await running;
        log.HasNoErrors();
    }
}

internal sealed record NumberMap : IResource
{
    public static ResourceKind<NumberMap> Kind { get; } = new("", "v1", "configmaps", "ConfigMap", true, NumberJson.Default.NumberMap);

    public required ObjectMeta Metadata { get; init; }

    public IReadOnlyDictionary<string, int>? Data { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(NumberMap))]
internal sealed partial class NumberJson : JsonSerializerContext;
