using L2sm.Kubernetes.Api;

namespace L2sm.Kubernetes.Attachments;

/// <summary>A port that is taken although no pod uses it: by a label that the operator did not clear, or by a call that it did not take back.</summary>
/// <param name="Node">The node.</param>
/// <param name="Nad">The attachment.</param>
/// <param name="Port">The port of the node's switch.</param>
/// <param name="HasLabel">The attachment's label says that it is used.</param>
/// <param name="Asked">The network that it was asked into; null where it was not.</param>
public sealed record PortLeak(string Node, ResourceKey Nad, SwitchPort Port, bool HasLabel, string? Asked);
