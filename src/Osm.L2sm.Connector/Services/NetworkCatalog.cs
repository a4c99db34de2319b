using L2sm.Sdn;

namespace Osm.L2sm.Connector.Services;

/// <summary>Which networks are looked for; null means any.</summary>
internal sealed record NetworkFilter(string? Name, string? Id, bool? Shared, string? Tenant);

/// <summary>Reads networks. Never waits for a write.</summary>
internal sealed class NetworkCatalog(IntentStore store, IFabric fabric, IBackend backend)
{
    public NetworkView? Find(string id) => Find(id, store.Read(), fabric.Snapshot);

    /// <summary>All that match, in the order of their creation.</summary>
    public IReadOnlyList<NetworkView> List(NetworkFilter filter)
    {
        var (intents, snapshot) = (store.Read(), fabric.Snapshot);
        return [.. Candidates(filter, intents)
            .Where(n => filter.Id is null || Matches(n, filter.Id))
            .Where(n => filter.Shared is null || n.Request.Shared == filter.Shared)
            .Where(n => filter.Tenant is null || n.Request.Tenant == filter.Tenant)
            .Select(n => View(n, intents, snapshot))];
    }

    /// <summary>A network as it is now.</summary>
    public NetworkView View(NetworkIntent network, Intents intents, FabricSnapshot snapshot)
    {
        var cluster = backend.ViewOf(network, intents);
        return new NetworkView(
            network,
            NetworkState.Of(network, intents, backend.HasFabric ? snapshot : null, cluster),
            [.. intents.AttachmentsOf(network).Values.Select(a => PortView.Of(network, intents.Ports[a.Port], a, snapshot))],
            [.. MirrorPorts.Of(network, intents, snapshot)]) { Cluster = cluster };
    }

    private NetworkView? Find(string id, Intents intents, FabricSnapshot snapshot) =>
        Guid.TryParseExact(id, "D", out var known) && intents.ById.TryGetValue(known, out var network) ? View(network, intents, snapshot) : null;

    private static bool Matches(NetworkIntent network, string id) => Guid.TryParseExact(id, "D", out var wanted) && network.Id == wanted;

    // RO's name first; the name in the cluster counts only where nobody has that name.
    private static IEnumerable<NetworkIntent> Candidates(NetworkFilter filter, Intents intents)
    {
        if (filter.Name is { } name)
        {
            if (intents.ByNetName.TryGetValue(name, out var sequences)) return sequences.Select(s => intents.ById[intents.Order[s]]);
            return intents.ByClusterName.TryGetValue(name, out var id) ? [intents.ById[id]] : [];
        }
        return intents.Order.Values.Select(i => intents.ById[i]);
    }
}
