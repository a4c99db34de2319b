using System.Collections.Immutable;

namespace Osm.L2sm.Connector.Services;

/// <summary>A network as it is shown: what is wanted, how far it is, its ports and its mirrors.</summary>
internal sealed record NetworkView(NetworkIntent Intent, NetworkState State, ImmutableArray<PortView> Ports, ImmutableArray<MirrorView> Mirrors)
{
    /// <summary>What the cluster has of it; null where there is no cluster.</summary>
    public ClusterView? Cluster { get; init; }

    /// <summary>Equal where nothing that a watcher is told differs.</summary>
    public bool LooksLike(NetworkView other) => Intent == other.Intent && State == other.State && Cluster == other.Cluster && Ports.SequenceEqual(other.Ports) && Mirrors.SequenceEqual(other.Mirrors);
}
