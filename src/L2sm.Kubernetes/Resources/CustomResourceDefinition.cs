using System.Text.Json;
using System.Text.Json.Serialization;

namespace L2sm.Kubernetes.Resources;

/// <summary>The definition of a kind of custom resources (<c>apiextensions.k8s.io/v1</c>).</summary>
public sealed record CustomResourceDefinition : IResource
{
    /// <inheritdoc/>
    public required ObjectMeta Metadata { get; init; }

    /// <summary>What was asked for.</summary>
    public CustomResourceDefinitionSpec? Spec { get; init; }

    /// <summary>What is.</summary>
    public CustomResourceDefinitionStatus? Status { get; init; }

    /// <summary>Whether the server serves the kind.</summary>
    [JsonIgnore]
    public bool IsEstablished => Status?.Conditions.IsTrue("Established") == true;
}

/// <summary>What was asked for.</summary>
public sealed record CustomResourceDefinitionSpec
{
    /// <summary>The group.</summary>
    public required string Group { get; init; }

    /// <summary>Its versions.</summary>
    public IReadOnlyList<CustomResourceDefinitionVersion>? Versions { get; init; }
}

/// <summary>One version of the kind.</summary>
public sealed record CustomResourceDefinitionVersion
{
    /// <summary>Such as <c>v1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is served.</summary>
    public bool Served { get; init; }

    /// <summary>Its schema.</summary>
    public CustomResourceValidation? Schema { get; init; }
}

/// <summary>A schema.</summary>
public sealed record CustomResourceValidation
{
    /// <summary>The document itself: <c>properties</c>, <c>type</c> and so on.</summary>
    [JsonPropertyName("openAPIV3Schema")]
    public JsonElement OpenApiV3Schema { get; init; }
}

/// <summary>What is.</summary>
public sealed record CustomResourceDefinitionStatus
{
    /// <summary>Among them <c>Established</c>.</summary>
    public IReadOnlyList<ResourceCondition>? Conditions { get; init; }
}
