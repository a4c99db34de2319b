namespace L2sm.Kubernetes.Api;

/// <summary>Which resources of a kind.</summary>
public sealed record ResourceScope
{
    /// <summary>All of the kind.</summary>
    public static ResourceScope All { get; } = new();

    /// <summary>Those of one namespace; null for all of them.</summary>
    public string? Namespace { get; init; }

    /// <summary>A label selector, such as <c>l2sm=true,app!=x</c>.</summary>
    public string? Labels { get; init; }

    /// <summary>A field selector, such as <c>spec.nodeName=node1</c>; custom resources know only <c>metadata.name</c> and <c>metadata.namespace</c>.</summary>
    public string? Fields { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        (Namespace is null ? "all namespaces" : $"namespace {Namespace}") + (Labels is null ? "" : $", labels {Labels}") + (Fields is null ? "" : $", fields {Fields}");

    internal void AppendTo(Query query)
    {
        if (Labels is not null) query.Add("labelSelector", Labels);
        if (Fields is not null) query.Add("fieldSelector", Fields);
    }
}
