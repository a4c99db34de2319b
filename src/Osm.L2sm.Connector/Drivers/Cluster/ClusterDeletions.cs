using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Events;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Drivers.Cluster;

/// <summary>What of ours is to go from the cluster and has not gone, for whoever operates this service: OSM has forgotten it.</summary>
/// <param name="kind">The kind of objects.</param>
/// <param name="deletions">Those of the cluster.</param>
/// <param name="owner">Whose they are.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ClusterDeletions<T>(ResourceKind<T> kind, Deletions<T> deletions, Ownership owner, TimeProvider clock, ILogger logger)
    where T : class, IResource
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>All of them, the oldest first.</summary>
    public IReadOnlyList<ClusterDeletion> All() =>
    [
        .. deletions.All().Select(one => new ClusterDeletion(
            kind.Kind, one.Deletion.Key.Namespace ?? "", one.Deletion.Key.Name,
            owner.WishOf(one.Object.Metadata) ?? "", one.Object.Metadata.Annotation(IntentWishes.NetNameAnnotation) ?? "",
            one.Deletion.Since, [.. one.Deletion.Holders.Select(PendingDeletion.Explain)], one.Deletion.IsStuck)),
    ];

    /// <summary>Those that are stuck, in words, each with its cure.</summary>
    public IEnumerable<string> Faults() => deletions.All().Where(one => one.Deletion.IsStuck).Select(one => FaultOf(one.Deletion));

    /// <inheritdoc cref="IBackend.ForceDeletionAsync"/>
    public async Task<IReadOnlyList<string>?> ForceAsync(string space, string name, CancellationToken cancellation)
    {
        try
        {
            return await deletions.ForceAsync(new ResourceKey(space, name), cancellation);
        }
        catch (KubernetesException e)
        {
            throw RefusedException.Precondition(Reasons.BackendUnusable, $"{kind.Kind} {space}/{name} was not let go: {e.Message}");
        }
    }

    /// <summary>Says in the log, once, and as events of the objects, what is stuck; until cancelled.</summary>
    /// <param name="events">Null where this service has no right to tell any.</param>
    /// <param name="over">The end of the term.</param>
    public async Task TellAsync(EventRecorder? events, CancellationToken over)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            await Task.Delay(Interval, clock, over);
            var stuck = deletions.All().Where(one => one.Deletion.IsStuck).ToArray();
            told.IntersectWith(stuck.Select(one => one.Deletion.Uid ?? ""));
            foreach (var (deletion, there) in stuck)
            {
                if (told.Add(deletion.Uid ?? "")) LogStuck(FaultOf(deletion));
                events?.Warning(ObjectReference.To(kind, there), "DeletionStuck", "Delete", deletion.Message);
            }
        }
    }

    private string FaultOf(PendingDeletion deletion) =>
        $"{kind.Kind} {deletion.Key} does not go, {deletion.Message}: where that will never be done, Fabric.ForceDeletion lets it go, and says what is left behind";

    [LoggerMessage(1534, LogLevel.Warning, "{fault}")]
    private partial void LogStuck(string fault);
}
