using System.Collections.Immutable;

namespace Osm.L2sm.Connector.Services;

/// <summary>A network as it is shown: what is wanted, how far it is, its ports and its mirrors.</summary>
internal sealed record NetworkView(NetworkIntent Intent, NetworkState State, ImmutableArray<PortView> Ports, ImmutableArray<MirrorView> Mirrors)
{
    /// <summary>Equal where nothing that a watcher is told differs.</summary>
    public bool LooksLike(NetworkView other) => Intent == other.Intent && State == other.State && Ports.SequenceEqual(other.Ports) && Mirrors.SequenceEqual(other.Mirrors);
}
