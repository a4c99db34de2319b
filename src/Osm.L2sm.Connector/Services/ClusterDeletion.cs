using System.Collections.Immutable;

namespace Osm.L2sm.Connector.Services;

/// <summary>An object of ours in the cluster that is to go and has not gone.</summary>
/// <param name="Kind">Such as <c>L2Network</c>.</param>
/// <param name="Namespace">Where it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Network">The id of the network that it stood for.</param>
/// <param name="NetName">RO's name of that network; empty where it is not known any more.</param>
/// <param name="AskedAt">When its deletion was asked for.</param>
/// <param name="HeldBy">What holds it, each with whose it is.</param>
/// <param name="IsStuck">For longer than whoever holds it needs.</param>
internal sealed record ClusterDeletion(
    string Kind, string Namespace, string Name, string Network, string NetName, DateTimeOffset AskedAt, ImmutableArray<string> HeldBy, bool IsStuck);
