using System.Text.Json.Serialization;

namespace L2sm.Kubernetes.Resources;

/// <summary>A pod, as far as its attachments go: a tenth of the document is kept.</summary>
public sealed record Pod : IResource
{
    /// <inheritdoc/>
    public required ObjectMeta Metadata { get; init; }

    /// <summary>What was asked for.</summary>
    public PodSpec? Spec { get; init; }

    /// <summary>What is.</summary>
    public PodStatus? Status { get; init; }

    /// <summary>Whether it runs no more and never will again: its interfaces are gone.</summary>
    [JsonIgnore]
    public bool IsOver => Status?.Phase is "Succeeded" or "Failed";
}

/// <summary>What was asked for.</summary>
public sealed record PodSpec
{
    /// <summary>The node it runs on; null until it has one.</summary>
    public string? NodeName { get; init; }

    /// <summary>Whether it lives in the node's own network.</summary>
    public bool? HostNetwork { get; init; }
}

/// <summary>What is.</summary>
public sealed record PodStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>Its address in the cluster's default network.</summary>
    [JsonPropertyName("podIP")]
    public string? PodIp { get; init; }

    /// <summary>Why it is as it is, in one word.</summary>
    public string? Reason { get; init; }
}
