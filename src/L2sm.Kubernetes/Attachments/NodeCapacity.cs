namespace L2sm.Kubernetes.Attachments;

/// <summary>What a node's switch can still take.</summary>
/// <param name="Node">The node.</param>
/// <param name="Overlay">The Overlay that gives it its switch.</param>
/// <param name="Ports">Its workload ports.</param>
/// <param name="Used">Those that the operator takes for used.</param>
/// <param name="Leaked">Those of the used ones that no pod of the node names.</param>
public sealed record NodeCapacity(string Node, string Overlay, int Ports, int Used, int Leaked)
{
    /// <summary>Ports that the operator can give to pods.</summary>
    public int Free => Ports - Used;
}
