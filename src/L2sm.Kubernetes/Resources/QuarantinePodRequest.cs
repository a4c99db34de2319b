using System.Text.Json.Serialization;

namespace L2sm.Kubernetes.Resources;

/// <summary>A QuarantinePodRequest of the L2S-M operator: pods moved from one network into another, once.</summary>
public sealed record QuarantinePodRequest : IResource
{
    /// <inheritdoc/>
    public required ObjectMeta Metadata { get; init; }

    /// <summary>What is wanted.</summary>
    public QuarantineSpec Spec { get; init; } = new();

    /// <summary>What the operator says; null until it says something.</summary>
    public QuarantineStatus? Status { get; init; }
}

/// <summary>What is wanted of a QuarantinePodRequest.</summary>
public sealed record QuarantineSpec
{
    /// <summary>Where the pods go.</summary>
    [JsonPropertyName("targetL2Network")]
    public string TargetL2Network { get; init; } = "";
}

/// <summary>What the operator says of a QuarantinePodRequest.</summary>
public sealed record QuarantineStatus
{
    /// <summary>Where the pods were.</summary>
    [JsonPropertyName("sourceL2NetworkName")]
    public string? SourceL2NetworkName { get; init; }

    /// <summary>Where they went.</summary>
    [JsonPropertyName("targetL2NetworkName")]
    public string? TargetL2NetworkName { get; init; }

    /// <summary>How many it found.</summary>
    public int? MatchedPodCount { get; init; }

    /// <summary>How many it moved; fewer where it failed half-way.</summary>
    public int? MovedPodCount { get; init; }
}
