using System.Runtime.CompilerServices;

namespace Osm.L2sm.Connector.Services;

/// <summary>One thing that a watcher is told.</summary>
internal abstract record NetworkEvent
{
    private NetworkEvent() { }

    public sealed record Changed(NetworkView Network) : NetworkEvent;

    public sealed record Deleted(Guid Network) : NetworkEvent;

    public sealed record EndOfSnapshot : NetworkEvent;
}

/// <summary>Follows the networks for one client.</summary>
internal sealed class NetworkWatch(IntentStore store, NetworkCatalog catalog, IFabric fabric, NetworkChanges changes)
{
    /// <summary>Every network, the end of the snapshot, then what changes: only the newest of each where the client is slow.</summary>
    public async IAsyncEnumerable<NetworkEvent> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var changed = changes.Watch();
        var told = new Dictionary<Guid, NetworkView>();
        foreach (var change in Differences(null, told)) yield return change;
        yield return new NetworkEvent.EndOfSnapshot();
        while (true)
        {
            var ids = await changed.TakeAsync(cancellation);
            foreach (var change in Differences(ids, told)) yield return change;
        }
    }

    // Lazy, and every look is at the newest state: what the client has not read yet takes no memory.
    private IEnumerable<NetworkEvent> Differences(IReadOnlyCollection<Guid>? ids, Dictionary<Guid, NetworkView> told)
    {
        var start = store.Read();
        IEnumerable<Guid> ordered = ids is null
            ? [.. start.Order.Values, .. told.Keys.Where(id => !start.ById.ContainsKey(id))]
            : ids.OrderBy(id => start.ById.TryGetValue(id, out var network) ? network.Sequence : long.MaxValue);
        foreach (var id in ordered.ToList())
        {
            var intents = store.Read();
            if (intents.ById.TryGetValue(id, out var network))
            {
                var view = catalog.View(network, intents, fabric.Snapshot);
                if (told.TryGetValue(id, out var before) && before.LooksLike(view)) continue;
                told[id] = view;
                yield return new NetworkEvent.Changed(view);
            }
            else if (told.Remove(id))
            {
                yield return new NetworkEvent.Deleted(id);
            }
        }
    }
}
