using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Overlays;

/// <summary>How the Overlay that this service makes is to be.</summary>
/// <param name="Key">Its namespace and name.</param>
/// <param name="ControllerDomain">Where switches find this service.</param>
public sealed record OverlayWish(ResourceKey Key, string ControllerDomain)
{
    /// <summary>The OpenFlow port there.</summary>
    public ushort OpenFlowPort { get; init; } = 6633;

    /// <summary>The port of the REST there.</summary>
    public ushort RestPort { get; init; } = 8181;

    /// <summary>Workload ports a node.</summary>
    public int Interfaces { get; init; } = Overlay.DefaultInterfaceNumber;
}

/// <summary>What is to be done about the Overlay. Pure.</summary>
/// <param name="Make">The Overlay to make; null where none is to be made.</param>
/// <param name="Message">Why not as wished, and what to do; null where nothing is missing.</param>
public sealed record OverlayPlan(Overlay? Make, string? Message)
{
    /// <summary>Up to so many nodes each has a tunnel to each other; beyond, the tunnels go round in a ring with chords, which survives any one loss.</summary>
    public const int LargestMesh = 8;

    /// <summary>Decides. The operator reads an Overlay once: what is made is never edited here, as that would change nothing but the text.</summary>
    /// <param name="wish">What is wished.</param>
    /// <param name="clusterNodes">The nodes of the cluster.</param>
    /// <param name="there">The Overlays of the cluster.</param>
    /// <param name="owner">Whose objects are ours.</param>
    public static OverlayPlan For(OverlayWish wish, IReadOnlyCollection<string> clusterNodes, IReadOnlyCollection<Overlay> there, Ownership owner)
    {
        var nodes = clusterNodes.Order(StringComparer.Ordinal).ToArray();
        if (there.FirstOrDefault(one => owner.WishOf(one.Metadata) is not null) is { } ours)
        {
            var has = (ours.Spec.Topology?.Nodes ?? []).Order(StringComparer.Ordinal).ToArray();
            var more = nodes.Except(has).ToArray();
            var less = has.Except(nodes).ToArray();
            var ports = ours.Spec.InterfaceNumber ?? Overlay.DefaultInterfaceNumber;
            if (more.Length == 0 && less.Length == 0 && ports == wish.Interfaces) return new OverlayPlan(null, null);
            return new OverlayPlan(
                null,
                $"Overlay {ours.Metadata.Key} has {Say("not the nodes", more)}{Say("nodes that are gone", less)}{(ports == wish.Interfaces ? "" : $"{ports} interfaces a node, not {wish.Interfaces}; ")}"
                + "the L2S-M operator reads an Overlay only when it is made: delete it, and it is made anew as it should be. Pods are cut off until they are made anew, too");
        }
        if (there.Count > 0)
            return new OverlayPlan(null, $"Overlay {there.First().Metadata.Key} is there and was made by others: a second one would share its bridges on each node, so none is made");
        if (nodes.Length == 0) return new OverlayPlan(null, "the cluster has no nodes yet");
        return new OverlayPlan(
            new Overlay
            {
                Metadata = new ObjectMeta { Name = wish.Key.Name, Namespace = wish.Key.Namespace, Labels = owner.LabelsOf("overlay") },
                Spec = new OverlaySpec
                {
                    Provider = new Provider
                    {
                        Name = Datapaths.OverlayProvider,
                        Domain = [wish.ControllerDomain],
                        OfPort = wish.OpenFlowPort.ToString(),
                        SdnPort = wish.RestPort.ToString(),
                    },
                    Topology = new OverlayTopology { Nodes = nodes, Links = [.. LinksOf(nodes)] },
                    InterfaceNumber = wish.Interfaces,
                },
            },
            null);
    }

    /// <summary>Tunnels between nodes: no node more than a few hops from another, no single loss that parts them, and few tunnels where nodes are many.</summary>
    internal static IEnumerable<OverlayLink> LinksOf(IReadOnlyList<string> nodes)
    {
        int[] steps = nodes.Count <= LargestMesh
            ? [.. Enumerable.Range(1, Math.Max(0, nodes.Count - 1))]
            : [.. Enumerable.Range(0, 31).Select(power => 1 << power).TakeWhile(step => step <= nodes.Count / 2)];
        var made = new HashSet<(int, int)>();
        for (var i = 0; i < nodes.Count; i++)
            foreach (var step in steps)
            {
                var j = (i + step) % nodes.Count;
                if (made.Add((Math.Min(i, j), Math.Max(i, j)))) yield return new OverlayLink { EndpointA = nodes[Math.Min(i, j)], EndpointB = nodes[Math.Max(i, j)] };
            }
    }

    private static string Say(string what, string[] nodes) => nodes.Length == 0 ? "" : $"{what} {string.Join(", ", nodes.Take(8))}{(nodes.Length > 8 ? ", …" : "")}; ";
}
