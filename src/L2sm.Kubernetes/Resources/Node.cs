using System.Text.Json.Serialization;

namespace L2sm.Kubernetes.Resources;

/// <summary>A node.</summary>
public sealed record Node : IResource
{
    /// <inheritdoc/>
    public required ObjectMeta Metadata { get; init; }

    /// <summary>What was asked for.</summary>
    public NodeSpec? Spec { get; init; }

    /// <summary>What is.</summary>
    public NodeStatus? Status { get; init; }

    /// <summary>Whether the node says that it is ready.</summary>
    [JsonIgnore]
    public bool IsReady => Status?.Conditions.IsTrue("Ready") == true;
}

/// <summary>What was asked for.</summary>
public sealed record NodeSpec
{
    /// <summary>Whether no new pods are to go there.</summary>
    public bool? Unschedulable { get; init; }
}

/// <summary>What is.</summary>
public sealed record NodeStatus
{
    /// <summary>Among them <c>Ready</c>.</summary>
    public IReadOnlyList<ResourceCondition>? Conditions { get; init; }

    /// <summary>Its addresses.</summary>
    public IReadOnlyList<NodeAddress>? Addresses { get; init; }
}

/// <summary>An address of a node.</summary>
public sealed record NodeAddress
{
    /// <summary><c>InternalIP</c>, <c>ExternalIP</c>, <c>Hostname</c> and the like.</summary>
    public required string Type { get; init; }

    /// <summary>The address.</summary>
    public required string Address { get; init; }
}
