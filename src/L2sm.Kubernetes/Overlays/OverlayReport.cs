using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Overlays;

/// <summary>The switches and tunnels that Overlays ask for, against those that are there. Pure.</summary>
/// <param name="Nodes">Each node of an Overlay or of the cluster, sorted.</param>
/// <param name="Faults">What is wrong with Overlays as a whole.</param>
public sealed record OverlayReport(IReadOnlyList<NodeSwitch> Nodes, IReadOnlyList<string> Faults)
{
    /// <summary>Compares.</summary>
    /// <param name="overlays">What is asked for.</param>
    /// <param name="clusterNodes">The nodes that the cluster has.</param>
    /// <param name="rule">How datapath ids come about.</param>
    /// <param name="connected">The switches that are connected.</param>
    /// <param name="links">The links that were found, each once, in either direction.</param>
    public static OverlayReport Of(
        IReadOnlyCollection<Overlay> overlays, IReadOnlyCollection<string> clusterNodes, DatapathRule rule,
        IReadOnlySet<ulong> connected, IEnumerable<(ulong A, ulong B)> links)
    {
        var found = links.Select(link => Ordered(link.A, link.B)).ToHashSet();
        var there = clusterNodes.ToHashSet(StringComparer.Ordinal);
        var missing = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var asked = new Dictionary<string, Overlay>(StringComparer.Ordinal);
        var faults = new List<string>();
        void Lacks(string node, string what) => (missing.TryGetValue(node, out var list) ? list : missing[node] = []).Add(what);

        foreach (var node in clusterNodes) missing[node] = [];
        foreach (var overlay in overlays.OrderBy(o => o.Metadata.Namespace, StringComparer.Ordinal).ThenBy(o => o.Metadata.Name, StringComparer.Ordinal))
        {
            var name = overlay.Metadata.Key.ToString();
            if (overlay.Metadata.Key.Name.Contains("veth", StringComparison.Ordinal))
                faults.Add($"Overlay {name} has 'veth' in its name, and the L2S-M operator reads port numbers after the first 'veth': make it anew with another name");
            if (overlay.Spec.InterfaceNumber >= Datapaths.FirstReservedPort)
                faults.Add($"Overlay {name} asks for {overlay.Spec.InterfaceNumber} interfaces, and ports from {Datapaths.FirstReservedPort} on are not for pods");
            if (overlay.Spec.Topology?.Nodes is not { Count: > 0 } nodes)
            {
                faults.Add($"Overlay {name} names no nodes (spec.topology.nodes), so that no switch is made: make it anew with them");
                continue;
            }
            foreach (var node in nodes)
            {
                if (!asked.TryAdd(node, overlay))
                    Lacks(node, $"the Overlays {asked[node].Metadata.Key} and {name} both use it, and share its bridges br1, br2, …: their networks are not apart there. Take it out of one, and make that anew");
                else if (!there.Contains(node)) Lacks(node, $"Overlay {name} names it, and the cluster has no such node");
                else if (!connected.Contains(Datapaths.Of(node, rule)))
                    Lacks(node, $"its switch ({Datapaths.Bridge(node, Datapaths.OverlayProvider)}, of:{Datapaths.Of(node, rule):x16}) is not connected: see the pods of Overlay {name} there, and that they reach this service's OpenFlow port");
            }
            foreach (var link in overlay.Spec.Topology.Links ?? [])
            {
                if (!nodes.Contains(link.EndpointA) || !nodes.Contains(link.EndpointB))
                {
                    faults.Add($"Overlay {name} links {link.EndpointA} with {link.EndpointB}, and does not name both among its nodes: make it anew");
                    continue;
                }
                var (a, b) = (Datapaths.Of(link.EndpointA, rule), Datapaths.Of(link.EndpointB, rule));
                if (found.Contains(Ordered(a, b)) || !connected.Contains(a) || !connected.Contains(b)) continue;
                Lacks(link.EndpointA, $"its tunnel to {link.EndpointB} was not found{TunnelCure}");
                Lacks(link.EndpointB, $"its tunnel to {link.EndpointA} was not found{TunnelCure}");
            }
        }
        foreach (var node in there.Where(node => !asked.ContainsKey(node)))
            Lacks(node, "it is in no Overlay and so has no switch: pods there get an interface that leads nowhere. Make the Overlay anew with it, or keep pods away");

        return new OverlayReport(
            [
                .. missing.Select(one => new NodeSwitch(
                    one.Key, asked.GetValueOrDefault(one.Key)?.Metadata.Name, Datapaths.Of(one.Key, rule), connected.Contains(Datapaths.Of(one.Key, rule)), one.Value)),
            ],
            faults);
    }

    // l2sm-switch looks its peers up once, when it starts.
    private const string TunnelCure = ": UDP port 7000 has to pass between the nodes; if the other end's switch was restarted, restart this one too, since it looks up its peers only once";

    private static (ulong, ulong) Ordered(ulong a, ulong b) => a < b ? (a, b) : (b, a);
}

/// <summary>A node and its switch.</summary>
/// <param name="Node">The node.</param>
/// <param name="Overlay">The Overlay that asks for a switch there; null where none does.</param>
/// <param name="Datapath">The id that the switch has or would have.</param>
/// <param name="IsConnected">The switch is connected.</param>
/// <param name="Missing">What is not as it should be; empty where nothing is.</param>
public sealed record NodeSwitch(string Node, string? Overlay, ulong Datapath, bool IsConnected, IReadOnlyList<string> Missing);
