using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Osm.Descriptors.Instantiation;

/// <summary>What an NS is to be created with.</summary>
/// <param name="NsName">The name for <c>osm ns-create --ns_name</c>.</param>
public sealed record NsRequest(string NsName)
{
    /// <summary>The Kubernetes namespace of its KNFs; null for OSM's choice, the id of the project.</summary>
    public string? Namespace { get; init; }

    /// <summary>What makes networks in the cluster.</summary>
    public ClusterBackend Backend { get; init; }

    /// <summary>Whether what is so by default is told too.</summary>
    public bool TellsAll { get; init; }

    /// <summary>For links by their id, or '*' for each that is made: the <c>provider-network</c>.</summary>
    public ImmutableArray<LinkWish<JsonObject>> ProviderNetworks { get; init; } = [];

    /// <summary>For links by their id: another subnet than the NSD's.</summary>
    public ImmutableArray<LinkWish<string>> Cidrs { get; init; } = [];

    /// <summary>For links by their id: another gateway than the NSD's.</summary>
    public ImmutableArray<LinkWish<string>> Gateways { get; init; } = [];
}

/// <summary>A wish for one link.</summary>
/// <param name="Link">The id of a virtual-link-desc.</param>
/// <param name="Value">What is wished.</param>
public sealed record LinkWish<T>(string Link, T Value)
{
    /// <summary>The link that stands for each that is made.</summary>
    public const string Each = "*";
}

/// <summary>What makes networks in the cluster.</summary>
public enum ClusterBackend
{
    /// <summary>The L2S-M operator: an L2Network each.</summary>
    Operator,

    /// <summary>Multus: a NetworkAttachmentDefinition each.</summary>
    Multus,
}
