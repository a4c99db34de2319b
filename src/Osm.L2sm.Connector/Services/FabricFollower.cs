using System.Collections.Immutable;
using L2sm.Sdn;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>Turns changes of the fabric into changes of networks, and keeps the links for the next start.</summary>
internal sealed partial class FabricFollower(IntentStore store, IFabric fabric, NetworkChanges changes, TimeProvider clock, ILogger<FabricFollower> logger)
{
    /// <summary>How long after a failure it is tried again.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private volatile string? linksFault;
    private FabricSnapshot? seen;

    /// <summary>Why the links of now are not on disk; null while they are, or are being written.</summary>
    public string? LinksFault => linksFault;

    /// <summary>Tells watchers whose network moved. Begun anew after a fault, it goes on where it was.</summary>
    public async Task FollowNetworksAsync(CancellationToken cancellation)
    {
        seen ??= fabric.Snapshot;
        while (true)
        {
            var before = seen;
            seen = await fabric.WaitForChangeAsync(before.Version, cancellation);
            try
            {
                if (changes.IsWatched) Compare(before, seen);
            }
            catch
            {
                // This step is lost to whoever begins anew.
                changes.AllChanged();
                throw;
            }
        }
    }

    /// <summary>
    /// Writes the links down whenever they differ from those written last: at once, since a kill right after a discovery must not
    /// cost the next start a link. Links found while a write is under way go into the next one together.
    /// </summary>
    public async Task KeepLinksAsync(CancellationToken cancellation)
    {
        HashSet<Link>? written = null;
        while (true)
        {
            var now = fabric.Snapshot;
            if (written is null || now.Links.Length != written.Count || !now.Links.All(l => written.Contains(l.Link)))
            {
                try
                {
                    written = await WriteAsync([.. now.Links.Select(l => l.Link)], cancellation);
                    linksFault = null;
                }
                catch (Exception e) when (!cancellation.IsCancellationRequested)
                {
                    linksFault = $"the links are not kept: {e.Message}";
                    LogLinksNotKept(e, RetryDelay);
                    await Task.Delay(RetryDelay, clock, cancellation);
                    continue;
                }
            }
            await fabric.WaitForChangeAsync(now.Version, cancellation);
        }
    }

    private Task<HashSet<Link>> WriteAsync(ImmutableArray<Link> links, CancellationToken cancellation) => store.ChangeAsync(
        draft =>
        {
            draft.Record(new IntentChange.LinksSeen(links));
            return links.ToHashSet();
        },
        cancellation);

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

    [LoggerMessage(1301, LogLevel.Warning, "the links are not kept, which is tried again in {delay}")]
    private partial void LogLinksNotKept(Exception exception, TimeSpan delay);
}
