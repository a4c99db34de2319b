namespace L2sm.Kubernetes.Resources;

/// <summary>Something that the API server keeps.</summary>
public interface IResource
{
    /// <summary>Name, version, labels and the like.</summary>
    ObjectMeta Metadata { get; }
}
