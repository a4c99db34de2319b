using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Pipeline;

/// <summary>
/// Which networks a change of the links concerns: those of whose tree, shares or held edges <see cref="NetworkCompiler"/> would make something else. What it asks
/// of a graph is compared here, once for all networks; a network is then held against the differences: O(its switches), no tree is built.
/// </summary>
internal sealed class LinkChange
{
    private readonly TopologyGraph before;
    private readonly TopologyGraph after;
    private readonly HashSet<PortKey> linkPorts; // that came or went
    private readonly HashSet<NetworkId> owners; // of those
    private readonly HashSet<PortKey> spared; // that others stand in for, other ones than before
    private readonly HashSet<DatapathId> otherwise; // that speak otherwise, or may be a center now or no longer
    private readonly Dictionary<(bool Tagged, DatapathId Root), HashSet<DatapathId>> moved = [];

    /// <summary>From one graph to the next, for these networks.</summary>
    public LinkChange(TopologyGraph before, TopologyGraph after, NetworkSet networks)
    {
        (this.before, this.after) = (before, after);
        linkPorts = [.. before.LinkPorts];
        linkPorts.SymmetricExceptWith(after.LinkPorts);
        owners = [.. linkPorts.Where(networks.Owners.ContainsKey).Select(port => networks.Owners[port])];
        spared = [.. before.EdgePorts.Union(after.EdgePorts).Where(port => !before.SparesOf(port).AsSpan().SequenceEqual(after.SparesOf(port).AsSpan()))];
        otherwise = [.. before.Plain.SymmetricExcept(after.Plain).Union(before.Absent.SymmetricExcept(after.Absent))];
    }

    /// <summary>Whether a network has to be compiled anew.</summary>
    public bool Concerns(NetworkPlan plan) =>
        plan.IsRetreating // whether it may go on depends on all that switches hold
        || plan.IsUnsettled && (EdgesOf(plan.Edges.MayBeHeld).Any(edge => linkPorts.Contains(edge.Port)) || EdgesOf(plan.Edges.Cut).Any(edge => !after.IsLinkPort(edge.Port)))
        || otherwise.Count > 0 && plan.Tree.Switches.Any(otherwise.Contains)
        || spared.Count > 0 && EdgesOf(plan.Tree).Any(edge => edge.Carrier == LinkCarrier.Vlan && spared.Contains(edge.Port)) // elsewhere the base knows them
        || owners.Contains(plan.Network.Id)
        || (plan.Network.Path.Count > 0 ? LosesPath(plan) : Moves(plan));

    private static IEnumerable<(PortKey Port, LinkCarrier Carrier)> EdgesOf(NetworkTree tree) =>
        from at in tree.Switches
        from edge in tree.PortsOf(at)
        select (new PortKey(at, edge.LocalPort), edge.Carrier);

    private bool LosesPath(NetworkPlan plan)
    {
        var (old, now, path) = (before.For(plan.Network), after.For(plan.Network), plan.Network.Path);
        for (var i = 1; i < path.Count; i++)
            if (old.LinkBetween(path[i - 1], path[i]) != now.LinkBetween(path[i - 1], path[i]))
                return true;
        return IsInParts(plan);
    }

    /// <summary>Whether the tree, or a part of it, has another shape now. The paths to one center are compared once, whoever has it.</summary>
    private bool Moves(NetworkPlan plan)
    {
        foreach (var root in plan.Tree.Roots)
            if (Moved(plan.Network.Vlan is not null, root) is { Count: > 0 } switches && plan.Tree.Switches.Any(switches.Contains))
                return true;
        return IsInParts(plan);
    }

    /// <summary>What people are told of a network in parts depends on the links that it may not use, too.</summary>
    private static bool IsInParts(NetworkPlan plan) => plan.Network.Vlan is null && plan.Tree.Roots.Skip(1).Any();

    private HashSet<DatapathId> Moved(bool tagged, DatapathId root)
    {
        if (moved.TryGetValue((tagged, root), out var known)) return known;
        var (old, now) = tagged ? (before, after) : (before.Tunnels, after.Tunnels);
        return moved[(tagged, root)] = old.PathsTo(root).DifferencesTo(now.PathsTo(root));
    }
}
