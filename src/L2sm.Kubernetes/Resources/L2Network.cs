using System.Text.Json.Serialization;

namespace L2sm.Kubernetes.Resources;

/// <summary>An L2Network of the L2S-M operator (<c>l2sm.l2sm.k8s.local/v1</c>).</summary>
public sealed record L2Network : IResource
{
    /// <inheritdoc/>
    public required ObjectMeta Metadata { get; init; }

    /// <summary>What is wanted.</summary>
    public L2NetworkSpec Spec { get; init; } = new();

    /// <summary>What the operator says; null until it says something.</summary>
    public L2NetworkStatus? Status { get; init; }
}

/// <summary>What is wanted of an L2Network.</summary>
public sealed record L2NetworkSpec
{
    /// <summary>vnet, ext-vnet or vlink; the operator treats them alike.</summary>
    public string Type { get; init; } = "";

    /// <summary>Opaque to the operator: the way of a vlink (<see cref="Operator.VlinkPath"/>).</summary>
    public string? Config { get; init; }

    /// <summary>The controller of another domain that has the network too.</summary>
    public Provider? Provider { get; init; }

    /// <summary>Turns the operator's IPAM on.</summary>
    [JsonPropertyName("networkCIDR")]
    public string? NetworkCidr { get; init; }

    /// <summary>Inside the CIDR: what the IPAM gives out.</summary>
    public string? PodAddressRange { get; init; }
}

/// <summary>What the operator says of an L2Network.</summary>
public sealed record L2NetworkStatus
{
    /// <summary>Available, Unavailable or Unknown.</summary>
    public string? InternalConnectivity { get; init; }

    /// <summary>The same of the other domain.</summary>
    public string? ProviderConnectivity { get; init; }

    /// <summary>Counted up by the webhook, and down by nobody.</summary>
    public int? ConnectedPodCount { get; init; }

    /// <summary>The next address given out is this plus one.</summary>
    [JsonPropertyName("lastAssignedIP")]
    public string? LastAssignedIp { get; init; }

    /// <summary>Address to pod name, which is empty for pods of a Deployment; nothing is ever taken out.</summary>
    [JsonPropertyName("assignedIPs")]
    public IReadOnlyDictionary<string, string>? AssignedIps { get; init; }
}
