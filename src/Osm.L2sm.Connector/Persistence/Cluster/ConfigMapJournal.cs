using System.Text.Json;
using System.Text.Json.Serialization;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Persistence.Cluster;

/// <summary>
/// The journal in a cluster: one labelled ConfigMap for each network, one for what belongs to none. Every write names the version that it
/// is based on, so that two replicas which both believe that they lead cannot overwrite each other: the second is refused, and reads anew.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="space">The namespace of this service.</param>
internal sealed class ConfigMapJournal(KubernetesApi api, string space) : IIntentJournal
{
    /// <summary>On every ConfigMap of ours; its value tells what is in it.</summary>
    public const string Label = "osm-l2sm/intent";

    public const string NetworkKind = "network";
    public const string FabricKind = "fabric";
    public const string FabricName = "osm-l2sm-fabric";

    private const string Key = "intent.json";
    private const int MostAtOnce = 16;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly ResourceClient<ConfigMap> maps = api.Resources(BuiltInKinds.ConfigMaps);
    private Dictionary<Guid, Kept<NetworkDocument>>? networks;
    private Kept<FabricDocument> fabric = new(FabricDocument.Empty, null);
    private long lastOrder;

    public async Task<JournalContents> LoadAsync(CancellationToken cancellation)
    {
        (networks, lastOrder) = (null, 0);
        var read = new Dictionary<Guid, Kept<NetworkDocument>>();
        fabric = new Kept<FabricDocument>(FabricDocument.Empty, null);
        try
        {
            await foreach (var map in maps.ListAsync(new ResourceScope { Namespace = space, Labels = Label }, cancellation))
            {
                if (map.Metadata.Label(Label) == FabricKind) fabric = new Kept<FabricDocument>(Read<FabricDocument>(map), map.Metadata.ResourceVersion);
                else if (Read<NetworkDocument>(map) is var network && !read.TryAdd(network.Id, new Kept<NetworkDocument>(network, map.Metadata.ResourceVersion)))
                    throw new JournalException($"ConfigMap {map.Metadata.Key} holds network {network.Id}, which another one holds too: delete the one that is a copy");
            }
            await SettleAsync(read, cancellation);
            var contents = Contents([.. read.Values.Select(k => k.Document).OrderBy(n => n.Sequence)]);
            networks = read;
            return contents;
        }
        catch (KubernetesException e)
        {
            throw new JournalException($"the intents in namespace '{space}' cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            throw new JournalException($"a ConfigMap with the label {Label} in namespace '{space}' holds what is none of ours: {e.Message}", e);
        }
        catch (OperationCanceledException e)
        {
            throw new JournalException("reading the intents was given up: this replica leads no longer", e);
        }
    }

    public async Task CommitAsync(IReadOnlyList<IntentChange> changes, CancellationToken cancellation)
    {
        if (networks is null) throw new JournalException("the intents are not read");
        var (nextFabric, next) = After(changes, networks);
        var before = networks;
        // Until all is known to be written, only the API server knows what is there.
        networks = null;
        try
        {
            // Numbers first, so that none is given twice; what goes before what comes, so that no name is there twice.
            var kept = new Dictionary<Guid, Kept<NetworkDocument>>(before);
            if (nextFabric != fabric.Document) fabric = await WriteAsync(FabricName, FabricKind, nextFabric, fabric.Version, cancellation);
            await EachAsync(next.Where(n => n.Value is null), async (id, _) =>
            {
                if (before.TryGetValue(id, out var there)) await maps.DeleteAsync(new ResourceKey(space, NameOf(id)), resourceVersion: there.Version, cancellation: cancellation);
                lock (kept) kept.Remove(id);
            });
            await EachAsync(next.Where(n => n.Value is not null), async (id, document) =>
            {
                var written = await WriteAsync(NameOf(id), NetworkKind, document!, before.GetValueOrDefault(id)?.Version, cancellation);
                lock (kept) kept[id] = written;
            });
            networks = kept;
        }
        catch (KubernetesException e)
        {
            throw new JournalException($"the intents in namespace '{space}' cannot be written: {e.Message}", e);
        }
        catch (OperationCanceledException e)
        {
            throw new JournalException("writing the intents was given up: this replica leads no longer", e);
        }
    }

    private (FabricDocument Fabric, Dictionary<Guid, NetworkDocument?> Networks) After(IReadOnlyList<IntentChange> changes, Dictionary<Guid, Kept<NetworkDocument>> before)
    {
        var next = new Dictionary<Guid, NetworkDocument?>();
        var nextFabric = fabric.Document;
        foreach (var change in changes)
        {
            nextFabric = nextFabric.After(change);
            if (change is IntentChange.NetworkAdded { Network: var added }) next[added.Id] = NetworkDocument.Of(added);
            else if (NetworkOf(change) is { } id)
                next[id] = (next.TryGetValue(id, out var pending) ? pending : before[id].Document)?.After(change, ++lastOrder)
                    ?? (change is IntentChange.NetworkRemoved ? null : throw new InvalidOperationException($"network {id} is removed already"));
        }
        return (nextFabric, next);
    }

    private static Guid? NetworkOf(IntentChange change) => change switch
    {
        IntentChange.NetworkClaimed claimed => claimed.Network,
        IntentChange.NetworkPolled polled => polled.Network,
        IntentChange.NetworkRated rated => rated.Network,
        IntentChange.NetworkHeld held => held.Network,
        IntentChange.NetworkRemoved removed => removed.Network,
        IntentChange.PortAttached attached => attached.Network,
        IntentChange.PortDetached detached => detached.Network,
        IntentChange.MirrorAdded added => added.Network,
        IntentChange.LinksSeen or IntentChange.Probe => null,
        _ => throw new ArgumentException($"the journal has no place for {change.GetType().Name}", nameof(change)),
    };

    /// <summary>A crash between two writes of one batch may leave a port in both networks: the later wish holds, as it would have.</summary>
    private async Task SettleAsync(Dictionary<Guid, Kept<NetworkDocument>> read, CancellationToken cancellation)
    {
        var held = new Dictionary<string, (Guid Network, long Order)>(StringComparer.Ordinal);
        var lost = new HashSet<Guid>();
        foreach (var (id, order, port) in read.Values.SelectMany(k => k.Document.Wishes.Select(w => (k.Document.Id, w.Order, w.Port))).OrderBy(w => w.Order))
        {
            if (held.TryGetValue(port, out var earlier)) lost.Add(earlier.Network);
            held[port] = (id, order);
            lastOrder = order;
        }
        foreach (var id in lost)
        {
            var settled = read[id].Document.Keeping(w => held[w.Port] == (id, w.Order));
            read[id] = await WriteAsync(NameOf(id), NetworkKind, settled, read[id].Version, cancellation);
        }
    }

    private JournalContents Contents(NetworkDocument[] all) => new(
        [.. all.Select(n => n.ToIntent())],
        [.. all.SelectMany(n => n.Ports.Select(p => (n.Id, Port: p))).OrderBy(p => p.Port.Order).Select(p => (p.Id, p.Port.ToIntent()))],
        fabric.Document.LastNumber,
        fabric.Document.ToLinks())
    {
        Mirrors = [.. all.SelectMany(n => n.Mirrors.Select(m => (n.Id, ConnectPoint.Parse(m.Port))))],
        LastVlan = fabric.Document.LastVlan,
    };

    private async Task<Kept<T>> WriteAsync<T>(string name, string kind, T document, string? version, CancellationToken cancellation)
    {
        var map = new ConfigMap
        {
            Metadata = new ObjectMeta
            {
                Name = name,
                Namespace = space,
                ResourceVersion = version,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Label] = kind, ["app.kubernetes.io/managed-by"] = "osm-l2sm" },
            },
            Data = new Dictionary<string, string>(StringComparer.Ordinal) { [Key] = JsonSerializer.Serialize(document, Json) },
        };
        var written = version is null ? await maps.CreateAsync(map, cancellation) : await maps.ReplaceAsync(map, cancellation);
        return new Kept<T>(document, written.Metadata.ResourceVersion);
    }

    private static T Read<T>(ConfigMap map)
    {
        var text = map.Data?.GetValueOrDefault(Key) ?? throw new JournalException($"ConfigMap {map.Metadata.Key} has the label {Label} and no key '{Key}': it is none of ours, take the label off");
        try
        {
            return JsonSerializer.Deserialize<T>(text, Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new JournalException($"ConfigMap {map.Metadata.Key} holds what is none of ours: {e.Message}", e);
        }
    }

    private static Task EachAsync(IEnumerable<KeyValuePair<Guid, NetworkDocument?>> networks, Func<Guid, NetworkDocument?, Task> act) =>
        Parallel.ForEachAsync(networks, new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce }, async (network, _) => await act(network.Key, network.Value));

    private static string NameOf(Guid network) => $"osm-l2sm-{network:D}";

    /// <summary>What the API server holds, and at which version.</summary>
    private sealed record Kept<T>(T Document, string? Version);
}
