using System.Collections.Immutable;

namespace Osm.L2sm.Connector.Services;

/// <summary>A network as it is shown: what is wanted, how far it is, and its ports.</summary>
internal sealed record NetworkView(NetworkIntent Intent, NetworkState State, ImmutableArray<PortView> Ports)
{
    /// <summary>Equal where nothing that a watcher is told differs.</summary>
    public bool LooksLike(NetworkView other) => Intent == other.Intent && State == other.State && Ports.SequenceEqual(other.Ports);
}
