using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Drivers.Cluster;

/// <summary>Tells the loops of a cluster which networks to look at again, by the names that they have there.</summary>
internal sealed class ChangedNames(IntentStore store, NetworkChanges changes)
{
    private readonly Dictionary<Guid, string> names = [];
    private volatile Action<string?>? told;

    /// <summary>The handler is told a name, and null where any network may have changed. It is quick.</summary>
    public void Subscribe(Action<string?> handler) => told += handler;

    /// <summary>Tells until cancelled; begins with all.</summary>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        using var watch = changes.Watch();
        TellAll();
        while (true)
        {
            if (await watch.TakeAsync(cancellation) is not { } ids)
            {
                TellAll();
                continue;
            }
            var intents = store.Current;
            foreach (var id in ids)
            {
                if (intents.ById.TryGetValue(id, out var network)) names[id] = network.ClusterName;
                if (names.TryGetValue(id, out var name)) told?.Invoke(name);
                if (network is null) names.Remove(id);
            }
        }
    }

    private void TellAll()
    {
        names.Clear();
        foreach (var network in store.Current.ById.Values) names[network.Id] = network.ClusterName;
        told?.Invoke(null);
    }
}
