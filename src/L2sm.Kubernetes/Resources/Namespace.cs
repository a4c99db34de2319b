namespace L2sm.Kubernetes.Resources;

/// <summary>A namespace.</summary>
public sealed record Namespace : IResource
{
    /// <inheritdoc/>
    public required ObjectMeta Metadata { get; init; }
}
