namespace L2sm.Kubernetes.Resources;

/// <summary>A NetworkEdgeDevice of the L2S-M operator: the switch of a node that leads into another domain.</summary>
public sealed record NetworkEdgeDevice : IResource
{
    /// <inheritdoc/>
    public required ObjectMeta Metadata { get; init; }

    /// <summary>What is wanted.</summary>
    public NetworkEdgeDeviceSpec Spec { get; init; } = new();
}

/// <summary>What is wanted of a NetworkEdgeDevice.</summary>
public sealed record NetworkEdgeDeviceSpec
{
    /// <summary>The controller of the other domain; its name goes into the datapath id.</summary>
    public Provider? Provider { get; init; }

    /// <summary>Where it runs.</summary>
    public EdgeNode? NodeConfig { get; init; }
}

/// <summary>Where a NetworkEdgeDevice runs.</summary>
public sealed record EdgeNode
{
    /// <summary>The node.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>Its address.</summary>
    public string? IpAddress { get; init; }
}
