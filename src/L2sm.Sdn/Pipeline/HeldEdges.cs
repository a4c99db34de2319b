using L2sm.OpenFlow;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Pipeline;

/// <summary>
/// The edges of one network that switches may hold, whatever its tree is now (docs/adr/0003): those of trees before that not every switch has
/// let go of, and, after a restart, any link of a switch that nobody has read yet.
/// </summary>
/// <param name="MayBeHeld">Edges that one of their switches may hold.</param>
/// <param name="Given">The edges that both ends hold or have been given: no other is new to a switch.</param>
/// <param name="Cut">
/// Those that may be held by the switch at one end alone, while the other neither sends there nor takes what comes: no ring passes there.
/// </param>
/// <param name="Unread">The links of switches of which nobody knows what they hold.</param>
public sealed record HeldEdges(NetworkTree MayBeHeld, NetworkTree Given, NetworkTree Cut, NetworkTree Unread)
{
    /// <summary>No switch holds anything.</summary>
    public static readonly HeldEdges None = new(NetworkTree.Empty, NetworkTree.Empty, NetworkTree.Empty, NetworkTree.Empty);

    /// <summary>A switch holds what the links do not explain: nothing new until it has let go.</summary>
    public bool IsUnexplained { get; init; }

    /// <summary>
    /// What of a tree may be given out now: all of it if it is nothing new, or if no ring can come of it and of what is held; else what was given out
    /// already. Whichever switches have got how far, they then hold parts of one forest.
    /// </summary>
    public NetworkTree Allows(NetworkTree goal) =>
        Given.Holds(goal) || !IsUnexplained && goal.Union(MayBeHeld.Union(Unread).Without(Cut)).IsForest
            ? goal
            : goal.Where((at, edge) => Given.PortsOf(at).Contains(edge));

    /// <summary>What may be held once this tree is given out.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="isRetreating">Edges wait for it: then what unread switches may hold is fenced off, so that it has an end.</param>
    public HeldEdges Beside(NetworkTree tree, bool isRetreating)
    {
        var others = isRetreating ? MayBeHeld.Union(Unread) : MayBeHeld;
        return new HeldEdges(tree.Holds(others) ? tree : tree.Union(others), tree, Cut.Without(tree), NetworkTree.Empty);
    }

    /// <summary>
    /// What is left once every connected switch has confirmed: what those that are away may hold. Where the other end is there, it drops what comes.
    /// </summary>
    public HeldEdges Settled(NetworkTree tree, Predicate<DatapathId> isAway)
    {
        var left = MayBeHeld.Without(tree).Where((at, edge) => isAway(at) || isAway(edge.Remote.Switch));
        return left.HasEdges
            ? new HeldEdges(tree.Union(left), tree, left.Where((at, edge) => isAway(at) != isAway(edge.Remote.Switch)), NetworkTree.Empty)
            : new HeldEdges(tree, tree, NetworkTree.Empty, NetworkTree.Empty);
    }

    /// <summary>What is known when the links change: that nothing comes over one that is gone is true once the switch at its end has confirmed it.</summary>
    public HeldEdges Over(TopologyGraph graph) =>
        Cut.HasEdges ? this with { Cut = Cut.Where((at, edge) => graph.IsLinkPort(new PortKey(at, edge.LocalPort))) } : this;

    /// <summary>What is known once a switch has been read.</summary>
    /// <param name="at">The switch.</param>
    /// <param name="links">The ports of links that it sends the network to.</param>
    /// <param name="graph">The links.</param>
    public HeldEdges With(DatapathId at, IReadOnlySet<uint> links, TopologyGraph graph)
    {
        var known = links.Select(port => graph.LinkAt(new PortKey(at, port))).ToArray();
        return this with
        {
            MayBeHeld = MayBeHeld.Union(NetworkTree.Of(known.OfType<Neighbour>().Select(link => (at, link)))),
            Given = Given.Where((end, edge) => end == at ? links.Contains(edge.LocalPort) : edge.Remote.Switch != at || links.Contains(edge.Remote.PortNo)),
            IsUnexplained = known.Contains(null),
        };
    }

    /// <summary>Whether these are the same edges.</summary>
    public bool IsLike(HeldEdges other) => Same(MayBeHeld, other.MayBeHeld) && Same(Given, other.Given) && Same(Cut, other.Cut);

    private static bool Same(NetworkTree one, NetworkTree other) => ReferenceEquals(one, other) || one.Holds(other) && other.Holds(one);
}
