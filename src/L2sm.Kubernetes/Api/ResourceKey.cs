namespace L2sm.Kubernetes.Api;

/// <summary>What tells one resource from the others of its kind.</summary>
/// <param name="Namespace">Null for resources that the whole cluster has, such as nodes.</param>
/// <param name="Name">The name.</param>
public readonly record struct ResourceKey(string? Namespace, string Name)
{
    /// <summary><c>namespace/name</c>, or the bare name.</summary>
    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}
