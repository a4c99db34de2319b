using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Pipeline;

/// <summary>What one network needs of the fabric.</summary>
/// <param name="Network">The network.</param>
/// <param name="Goal">The tree that it is to have.</param>
/// <param name="Tree">The tree that it has for now: less than the goal while edges of trees before are still being taken away.</param>
/// <param name="Edges">What switches may hold beside it.</param>
/// <param name="Fragments">The flows and groups of each switch.</param>
public sealed record NetworkPlan(L2Network Network, NetworkTree Goal, NetworkTree Tree, HeldEdges Edges, ImmutableDictionary<DatapathId, TableFragment> Fragments)
{
    /// <summary>Edges of the goal wait until every switch has let go of the edges before.</summary>
    public bool IsRetreating => !ReferenceEquals(Goal, Tree);

    /// <summary>The tree changed, and not every switch is known to have followed.</summary>
    public bool IsUnsettled => IsRetreating || !ReferenceEquals(Tree, Edges.MayBeHeld);
}

/// <summary>
/// Compiles a network over a topology: its tree, each switch's share of it, and the tables that make the share true. Pure: equal input
/// gives equal output. Once settled, the outcome depends on the network and the links alone, in this process or the next.
/// </summary>
public static class NetworkCompiler
{
    /// <summary>
    /// The plan of a network. On a switch it is one flow per port, one per known address, two flows and one group for the network, and two flows
    /// for each of its links that needs a tag: O(ports + addresses × switches). Where it has mirrors there are one group and one
    /// flow more. Ports where links end, and ports off the network's path, are left out.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="graph">The links.</param>
    /// <param name="held">The edges that switches may still hold.</param>
    public static NetworkPlan Compile(L2Network network, TopologyGraph graph, HeldEdges held)
    {
        var members = network.Attachments.Values
            .Where(attachment => HasPlaceFor(network, graph, attachment.Port) && RateMeters.CanKeep(network, attachment))
            .GroupBy(attachment => attachment.Port.Switch)
            .ToImmutableSortedDictionary(group => group.Key, group => group.ToArray());
        // Ways end at absent switches, so none is the center if it need not be.
        var oldest = members.Values.SelectMany(attachments => attachments).MinBy(attachment => (graph.IsAbsent(attachment.Port.Switch), attachment.Age));
        var mirrors = network.Mirrors.Where(port => HasPlaceFor(network, graph, port)).ToArray();
        var usable = graph.For(network);
        var goal = network.Path.Count > 0
            ? NetworkTree.Along(usable, network.Path)
            : NetworkTree.Span(usable, members.Keys.Union(mirrors.Select(port => port.Switch)), oldest?.Port.Switch);
        var tree = held.Allows(goal);
        var edges = held.Beside(tree, isRetreating: !ReferenceEquals(goal, tree));
        var mayBeHeld = edges.MayBeHeld;
        var alike = new NetworkFlows(network, tree.Tag);
        var shares = tree.Switches.ToDictionary(id => id, id => new NetworkShare.Builder(network, tree, alike, usable, Leaving(id), id));

        ImmutableArray<uint> Leaving(DatapathId at) => ReferenceEquals(tree, mayBeHeld)
            ? []
            : [.. mayBeHeld.PortsOf(at).Except(tree.PortsOf(at)).Select(edge => edge.LocalPort).Where(port => graph.IsLinkPort(new PortKey(at, port)))];

        var placed = new HashSet<MacAddress>();
        foreach (var (id, all) in members)
        {
            // A port that is kept out still counts for the tree: it may be back in a moment.
            Attachment[] attachments = [.. all.Where(attachment => attachment.Withheld is null)];
            shares[id].Ports.AddRange(attachments);
            // An address named at two ports belongs to the lower one: a table holds one flow for it.
            (MacAddress Mac, uint Port)[] addresses =
                [.. attachments.SelectMany(attachment => attachment.MacAddresses.Where(placed.Add).Select(mac => (mac, attachment.Port.PortNo)))];
            if (addresses.Length == 0) continue;
            shares[id].Addresses.AddRange(addresses);
            foreach (var (other, port) in tree.PortsTowards(id)) shares[other].Addresses.AddRange(addresses.Select(address => (address.Mac, port)));
        }
        foreach (var ports in mirrors.Where(port => !network.WithheldMirrors.ContainsKey(port)).GroupBy(port => port.Switch))
        {
            shares[ports.Key].Mirrors.AddRange(ports.Select(port => port.PortNo));
            foreach (var (other, port) in tree.PortsTowards(ports.Key)) shares[other].TowardsMirrors.Add(port);
        }
        return new NetworkPlan(
            network, goal, tree, edges, shares.ToImmutableDictionary(share => share.Key, share => graph.IsPlain(share.Key) ? PlainTables.Compile(share.Value.ToShare()) : NetworkTables.Compile(share.Value.ToShare())));
    }

    /// <summary>Whether a port can be the network's: no link ends there, and its switch is on the network's path, if it has one.</summary>
    internal static bool HasPlaceFor(L2Network network, TopologyGraph graph, PortKey port) =>
        !graph.IsLinkPort(port) && (network.Path.Count == 0 || network.Path.Contains(port.Switch));
}
