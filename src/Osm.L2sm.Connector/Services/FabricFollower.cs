using L2sm.Sdn;

namespace Osm.L2sm.Connector.Services;

/// <summary>Turns changes of the fabric into changes of networks, and keeps the links for the next start.</summary>
internal sealed partial class FabricFollower(IntentStore store, IFabric fabric, NetworkChanges changes, TimeProvider clock, ILogger<FabricFollower> logger)
{
    /// <summary>Links settle for this long before they are written: discovery finds many at once.</summary>
    public static readonly TimeSpan LinkDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Tells watchers whose network moved.</summary>
    public async Task FollowNetworksAsync(CancellationToken cancellation)
    {
        var seen = fabric.Snapshot;
        while (true)
        {
            var next = await fabric.WaitForChangeAsync(seen.Version, cancellation);
            if (changes.IsWatched) Compare(seen, next);
            seen = next;
        }
    }

    /// <summary>Writes the links down whenever they differ from those written last.</summary>
    public async Task KeepLinksAsync(CancellationToken cancellation)
    {
        var seen = fabric.Snapshot;
        var written = seen.Links.Select(l => l.Link).ToHashSet();
        while (true)
        {
            var next = await fabric.WaitForChangeAsync(seen.Version, cancellation);
            if (next.Links.Length != written.Count || !next.Links.All(l => written.Contains(l.Link)))
            {
                await Task.Delay(LinkDelay, clock, cancellation);
                next = fabric.Snapshot;
                try
                {
                    await store.ChangeAsync(
                        draft =>
                        {
                            draft.Record(new IntentChange.LinksSeen([.. next.Links.Select(l => l.Link)]));
                            return true;
                        },
                        cancellation);
                    written = [.. next.Links.Select(l => l.Link)];
                }
                catch (RefusedException e)
                {
                    // The next change of the fabric brings us here again.
                    LogLinksNotKept(e.Message);
                }
            }
            seen = next;
        }
    }

    private void Compare(FabricSnapshot before, FabricSnapshot after)
    {
        if (AnyConnected(before) != AnyConnected(after))
        {
            changes.AllChanged();
            return;
        }
        // Port names come from the switches, so their coming and going shows in every network there.
        if (!ReferenceEquals(before.Switches, after.Switches) && PortNamesDiffer(before, after))
        {
            changes.AllChanged();
            return;
        }
        var intents = store.Current;
        foreach (var (number, realization) in after.Networks)
            if (!ReferenceEquals(before.Networks.GetValueOrDefault(number), realization) && intents.ByNumber.TryGetValue(number, out var id))
                changes.Changed(id);
        foreach (var number in before.Networks.Keys)
            if (!after.Networks.ContainsKey(number) && intents.ByNumber.TryGetValue(number, out var id)) changes.Changed(id);
    }

    private static bool AnyConnected(FabricSnapshot snapshot) => snapshot.Switches.Values.Any(s => s.Connected);

    private static bool PortNamesDiffer(FabricSnapshot before, FabricSnapshot after) =>
        before.Switches.Count != after.Switches.Count
        || after.Switches.Any(s => !before.Switches.TryGetValue(s.Key, out var old)
            || (!ReferenceEquals(old.Ports, s.Value.Ports) && !Names(old).SequenceEqual(Names(s.Value))));

    private static IEnumerable<(uint, string)> Names(SwitchStatus status) => status.Ports.Select(p => (p.Key, p.Value.Name));

    [LoggerMessage(1301, LogLevel.Warning, "the links are not kept: {why}")]
    private partial void LogLinksNotKept(string why);
}
