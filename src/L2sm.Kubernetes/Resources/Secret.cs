namespace L2sm.Kubernetes.Resources;

/// <summary>A secret: like a ConfigMap, and never shown in logs.</summary>
public sealed record Secret : IResource
{
    /// <inheritdoc/>
    public required ObjectMeta Metadata { get; init; }

    /// <summary>Bytes by name, in base64.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>Such as <c>Opaque</c> or <c>kubernetes.io/tls</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Names its keys only.</summary>
    public override string ToString() => $"Secret {Metadata.Namespace}/{Metadata.Name} with {string.Join(", ", Data?.Keys ?? [])}";
}
