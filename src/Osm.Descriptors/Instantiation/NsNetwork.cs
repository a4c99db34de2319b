using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Instantiation;

/// <summary>A virtual link of an NS that is created, as RO and the cluster will know it.</summary>
/// <param name="LinkId">The id of the virtual-link-desc, or of a VNFD's int-virtual-link-desc.</param>
/// <param name="Kind">Where its network comes from.</param>
/// <param name="Position">Where its id stands.</param>
/// <param name="NetName">RO's <c>net_name</c>, or the name that RO looks for.</param>
/// <param name="Name">In the cluster; empty for management: the cluster's pod network.</param>
public sealed record NsNetwork(string LinkId, NsNetworkKind Kind, SourcePosition Position, string NetName, string Name)
{
    /// <summary>The member whose VNFD it is internal to; null for the NSD's own.</summary>
    public string? Member { get; init; }

    /// <summary>Where its object goes in the cluster; null for the service's choice.</summary>
    public string? Namespace { get; init; }

    /// <summary>Where else, with the backend multus.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>What the service is told of it through <c>provider-network</c>; null for nothing.</summary>
    public JsonObject? ProviderNetwork { get; init; }

    /// <summary>Its addresses; null where it has none.</summary>
    public NetworkAddresses? Addresses { get; init; }

    /// <summary>Whether RO asks the service to make it.</summary>
    public bool IsMade => Kind is NsNetworkKind.Made or NsNetworkKind.Internal;
}

/// <summary>Where the network of a virtual link comes from.</summary>
public enum NsNetworkKind
{
    /// <summary>It is made for this NS.</summary>
    Made,

    /// <summary>It is made for one VNF of this NS.</summary>
    Internal,

    /// <summary>It is there already: the link has a <c>vim-network-name</c>.</summary>
    Existing,

    /// <summary>The cluster's pod network.</summary>
    Management,
}

/// <summary>The addresses of a network.</summary>
/// <param name="IsV6">Whether OSM takes it for IPv6.</param>
/// <param name="Cidr">Its subnet; null where none is given.</param>
/// <param name="Gateway">Null where none is given.</param>
/// <param name="HasDhcp">As OSM takes it: false where it is not written.</param>
/// <param name="IsChanged">Whether it is other than the NSD says, so that OSM has to be told.</param>
public sealed record NetworkAddresses(bool IsV6, string? Cidr, string? Gateway, bool HasDhcp, bool IsChanged);
