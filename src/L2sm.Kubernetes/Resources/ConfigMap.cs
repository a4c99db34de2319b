namespace L2sm.Kubernetes.Resources;

/// <summary>Small texts kept by the API server; 1 MiB in all.</summary>
public sealed record ConfigMap : IResource
{
    /// <inheritdoc/>
    public required ObjectMeta Metadata { get; init; }

    /// <summary>Texts by name.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>Bytes by name, in base64.</summary>
    public IReadOnlyDictionary<string, string>? BinaryData { get; init; }

    /// <summary>Whether it never changes any more.</summary>
    public bool? Immutable { get; init; }
}
