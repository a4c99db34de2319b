using System.Text.Json.Serialization;

namespace L2sm.Kubernetes.Resources;

/// <summary>Who holds what, until when (<c>coordination.k8s.io/v1</c>).</summary>
public sealed record Lease : IResource
{
    /// <inheritdoc/>
    public required ObjectMeta Metadata { get; init; }

    /// <summary>The holder.</summary>
    public LeaseSpec? Spec { get; init; }
}

/// <summary>The holder.</summary>
public sealed record LeaseSpec
{
    /// <summary>Empty or null: nobody.</summary>
    public string? HolderIdentity { get; init; }

    /// <summary>How long others have to wait after the last change that they saw, in seconds.</summary>
    public int? LeaseDurationSeconds { get; init; }

    /// <summary>When the holder got it, by the holder's clock.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    /// <summary>When the holder said last that it lives, by the holder's clock.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>How often the holder changed.</summary>
    public int? LeaseTransitions { get; init; }

    /// <summary>How a coordinated election picks a holder, on servers that have it.</summary>
    public string? Strategy { get; init; }

    /// <summary>Who is to have it next, in a coordinated election.</summary>
    public string? PreferredHolder { get; init; }
}
