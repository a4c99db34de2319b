using L2sm.OpenFlow;

namespace L2sm.Sdn.Topology;

/// <summary>What a switch does for the detour round one link: its start sends, switches between pass on, its end takes frames as if they had come over the link.</summary>
/// <param name="At">The switch.</param>
/// <param name="Label">The link's number: the VLAN id of the tag that frames carry on the detour, 1 to 4094.</param>
/// <param name="LinkPort">The port of the link itself, where it ends at this switch; null between.</param>
/// <param name="From">Where frames come in; null at the start.</param>
/// <param name="To">Where frames go out; null at the end.</param>
public readonly record struct DetourHop(DatapathId At, ushort Label, uint? LinkPort, uint? From, uint? To);

/// <summary>
/// The shortest way round each link, both ways, fixed in the switches beforehand: a dead link is replaced at once, with no controller. Which
/// of equally short ways is taken depends on the link, so that no switch carries the detours of all. Links without tunnel ids and plain switches take no part.
/// </summary>
public static class Detours
{
    private const ushort MaxLabel = 4094;

    /// <summary>All hops of all detours. Links beyond the 4,094th, and links that nothing goes round, have none.</summary>
    public static IEnumerable<DetourHop> Of(TopologyGraph graph)
    {
        var taken = new HashSet<ushort>();
        foreach (var link in graph.Edges.Where(link => link.Carrier == LinkCarrier.TunnelId && !graph.IsPlain(link.A.Switch) && !graph.IsPlain(link.B.Switch)))
        {
            if (taken.Count == MaxLabel) yield break;
            if (Around(graph, link) is not { } way) continue;
            var label = LabelOf(link, taken);
            foreach (var hop in Hops(way, label, link.A.PortNo, link.B.PortNo)) yield return hop;
            foreach (var hop in Hops([.. way.Select(step => (step.To, step.From)).Reverse()], label, link.B.PortNo, link.A.PortNo)) yield return hop;
        }
    }

    private static IEnumerable<DetourHop> Hops((PortKey From, PortKey To)[] way, ushort label, uint startPort, uint endPort)
    {
        yield return new DetourHop(way[0].From.Switch, label, startPort, null, way[0].From.PortNo);
        for (var i = 1; i < way.Length; i++) yield return new DetourHop(way[i].From.Switch, label, null, way[i - 1].To.PortNo, way[i].From.PortNo);
        yield return new DetourHop(way[^1].To.Switch, label, endPort, way[^1].To.PortNo, null);
    }

    /// <summary>The number depends on the link alone, collisions aside: a link that comes or goes leaves the others' rules as they are.</summary>
    private static ushort LabelOf(Link link, HashSet<ushort> taken)
    {
        var label = (ushort)(Mix(link, 0) % MaxLabel + 1);
        while (!taken.Add(label)) label = (ushort)(label % MaxLabel + 1);
        return label;
    }

    private static (PortKey From, PortKey To)[]? Around(TopologyGraph graph, Link link)
    {
        var parents = new Dictionary<DatapathId, (PortKey From, PortKey To)>();
        var queue = new Queue<DatapathId>([link.A.Switch]);
        while (queue.TryDequeue(out var at))
            foreach (var next in graph.NeighboursOf(at).Where(next => next.Carrier == LinkCarrier.TunnelId && !graph.IsPlain(next.Remote.Switch)).OrderBy(next => Mix(link, next.Remote.Switch.Value)))
            {
                var from = new PortKey(at, next.LocalPort);
                if (from == link.A || next.Remote == link.A || next.Remote.Switch == link.A.Switch) continue;
                if (!parents.TryAdd(next.Remote.Switch, (from, next.Remote))) continue;
                if (next.Remote.Switch == link.B.Switch) return WayBack(parents, link);
                queue.Enqueue(next.Remote.Switch);
            }
        return null;
    }

    private static (PortKey From, PortKey To)[] WayBack(Dictionary<DatapathId, (PortKey From, PortKey To)> parents, Link link)
    {
        var way = new Stack<(PortKey From, PortKey To)>();
        for (var at = link.B.Switch; at != link.A.Switch; at = way.Peek().From.Switch) way.Push(parents[at]);
        return [.. way];
    }

    /// <summary>The same in every process, which HashCode is not.</summary>
    private static ulong Mix(Link link, ulong salt)
    {
        var hash = 14695981039346656037UL;
        foreach (var part in (ReadOnlySpan<ulong>)[link.A.Switch.Value, link.A.PortNo, link.B.Switch.Value, link.B.PortNo, salt])
            hash = (hash ^ part ^ hash >> 29) * 1099511628211UL;
        return hash >> 17;
    }
}
