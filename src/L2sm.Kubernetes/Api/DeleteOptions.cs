namespace L2sm.Kubernetes.Api;

/// <summary>The body of a deletion.</summary>
internal sealed record DeleteOptions
{
    public string Kind { get; init; } = "DeleteOptions";

    public string ApiVersion { get; init; } = "v1";

    public DeletePreconditions? Preconditions { get; init; }

    public string? PropagationPolicy { get; init; }

    public long? GracePeriodSeconds { get; init; }
}

internal sealed record DeletePreconditions
{
    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }
}

/// <summary>What a deletion came to.</summary>
public enum Deletion
{
    /// <summary>It was not there.</summary>
    Absent,

    /// <summary>It is gone.</summary>
    Gone,

    /// <summary>Its deletion is noted; it stays until its finalizers are taken off, or its grace period is over.</summary>
    Pending,
}
