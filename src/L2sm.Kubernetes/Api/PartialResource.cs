using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Api;

/// <summary>Any resource, of which only its metadata is read.</summary>
internal sealed record PartialResource : IResource
{
    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init; } = new();
}
