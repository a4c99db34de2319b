namespace L2sm.Kubernetes.Resources;

/// <summary>An Overlay of the L2S-M operator: the switches of a cluster and the tunnels between them.</summary>
public sealed record Overlay : IResource
{
    /// <summary>Workload ports a node where nothing else is said.</summary>
    public const int DefaultInterfaceNumber = 10;

    /// <inheritdoc/>
    public required ObjectMeta Metadata { get; init; }

    /// <summary>What is wanted.</summary>
    public OverlaySpec Spec { get; init; } = new();
}

/// <summary>What is wanted of an Overlay. The operator reads it once, when it is made.</summary>
public sealed record OverlaySpec
{
    /// <summary>The controller that its switches connect to.</summary>
    public Provider? Provider { get; init; }

    /// <summary>Nodes and tunnels; the operator's examples leave it out.</summary>
    public OverlayTopology? Topology { get; init; }

    /// <summary>Workload ports a node.</summary>
    public int? InterfaceNumber { get; init; }
}

/// <summary>Nodes and tunnels of an Overlay.</summary>
public sealed record OverlayTopology
{
    /// <summary>The names of the nodes that get a switch.</summary>
    public IReadOnlyList<string>? Nodes { get; init; }

    /// <summary>The tunnels.</summary>
    public IReadOnlyList<OverlayLink>? Links { get; init; }
}

/// <summary>A tunnel between two nodes.</summary>
public sealed record OverlayLink
{
    /// <summary>A node.</summary>
    public string EndpointA { get; init; } = "";

    /// <summary>Another.</summary>
    public string EndpointB { get; init; } = "";
}
