namespace L2sm.Kubernetes.Resources;

/// <summary>A NetworkAttachmentDefinition (<c>k8s.cni.cncf.io/v1</c>): what Multus gives a pod for an interface.</summary>
public sealed record NetworkAttachmentDefinition : IResource
{
    /// <inheritdoc/>
    public required ObjectMeta Metadata { get; init; }

    /// <summary>What is wanted; null where the configuration is a file on each node.</summary>
    public AttachmentSpec? Spec { get; init; }
}

/// <summary>What is wanted of a NetworkAttachmentDefinition.</summary>
public sealed record AttachmentSpec
{
    /// <summary>The CNI configuration as JSON text.</summary>
    public string? Config { get; init; }
}
