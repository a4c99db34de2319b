using System.Collections.Concurrent;
using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Pipeline;

/// <summary>The tables that each switch should hold for these networks over these links. Immutable; a change compiles only what it concerns.</summary>
public sealed class FabricPlan
{
    /// <summary>No networks, no links.</summary>
    public static readonly FabricPlan Empty = new(
        NetworkSet.Empty, TopologyGraph.Empty, [], ImmutableDictionary<NetworkId, NetworkPlan>.Empty, [], ImmutableDictionary<DatapathId, SwitchTables>.Empty, [], [], []);

    private readonly ImmutableDictionary<DatapathId, SwitchTables> networkTables;

    // Shared by the plans over one graph. A base that stays as it is over the next graph stays the same object.
    private readonly ConcurrentDictionary<DatapathId, TableFragment> bases;

    private FabricPlan(
        NetworkSet networks,
        TopologyGraph graph,
        ImmutableHashSet<DatapathId> unread,
        ImmutableDictionary<NetworkId, NetworkPlan> plans,
        ImmutableHashSet<NetworkId> unsettled,
        ImmutableDictionary<DatapathId, SwitchTables> networkTables,
        ConcurrentDictionary<DatapathId, TableFragment> bases,
        ImmutableArray<FragmentAddress> changes,
        ImmutableArray<NetworkId> concerned) =>
        (Networks, Graph, Unread, Plans, Unsettled, this.networkTables, this.bases, Changes, Concerned) = (networks, graph, unread, plans, unsettled, networkTables, bases, changes, concerned);

    /// <summary>What is wanted.</summary>
    public NetworkSet Networks { get; }

    /// <summary>Over which links.</summary>
    public TopologyGraph Graph { get; }

    /// <summary>The switches that may hold anything: they have been programmed, and nobody has read them since.</summary>
    public ImmutableHashSet<DatapathId> Unread { get; }

    /// <summary>The plan of each network.</summary>
    public ImmutableDictionary<NetworkId, NetworkPlan> Plans { get; }

    /// <summary>The networks whose switches are not all known to have followed their tree.</summary>
    public ImmutableHashSet<NetworkId> Unsettled { get; }

    /// <summary>The fragments that differ from the plan that this one was made from; base flows aside.</summary>
    public ImmutableArray<FragmentAddress> Changes { get; }

    /// <summary>The networks that were compiled anew or are gone since the plan that this one was made from, each once.</summary>
    public ImmutableArray<NetworkId> Concerned { get; }

    /// <summary>The networks that a switch should hold anything of: O(those).</summary>
    public IEnumerable<NetworkId> NetworksOn(DatapathId id) =>
        networkTables.TryGetValue(id, out var tables) ? tables.Fragments.Keys.Select(key => new NetworkId(key)) : [];

    /// <summary>What a switch should hold for one network.</summary>
    public TableFragment FragmentOf(DatapathId id, NetworkId network) =>
        networkTables.TryGetValue(id, out var tables) ? tables[network.Value] : TableFragment.Empty;

    /// <summary>What a switch should hold whatever the networks are. The same object as long as it is the same.</summary>
    public TableFragment BaseOf(DatapathId id) =>
        Graph.IsAlone(id) ? BaseCompiler.Alone(id, Graph) : bases.GetOrAdd(id, static (at, graph) => BaseCompiler.Compile(at, graph), Graph);

    /// <summary>All that a switch should hold, known to the plan or not.</summary>
    public SwitchTables TablesOf(DatapathId id) =>
        (networkTables.TryGetValue(id, out var tables) ? tables : SwitchTables.Empty).With(TableFragment.BaseKey, BaseOf(id));

    /// <summary>
    /// The plan after a change of what is wanted: compiles the networks that are not the same objects as before. Looks at no others, if the set
    /// was made from this plan's in a few steps.
    /// </summary>
    public FabricPlan With(NetworkSet networks)
    {
        NetworkId[] touched = [.. networks.MayDifferFrom(Networks)];
        return Compile(
            networks,
            Graph,
            Unread,
            HeldIn(Graph, Unread),
            touched.Select(id => networks.Networks.GetValueOrDefault(id)).OfType<L2Network>()
                .Where(network => !(Plans.TryGetValue(network.Id, out var plan) && ReferenceEquals(plan.Network, network))),
            touched.Where(id => Plans.ContainsKey(id) && !networks.Networks.ContainsKey(id)));
    }

    /// <summary>The plan after a change of the links: compiles the networks that it concerns (<see cref="LinkChange"/>).</summary>
    public FabricPlan With(TopologyGraph graph)
    {
        var (held, change) = (HeldIn(graph, Unread), new LinkChange(Graph, graph, Networks));
        return Compile(
            Networks, graph, Unread, network => held(network).Over(graph), Plans.Values.Where(change.Concerns).Select(network => network.Network).ToArray(), []);
    }

    /// <summary>The same plan, where nobody knows what the switches hold: after a restart, and where another controller wrote meanwhile.</summary>
    public FabricPlan WithUnread(IEnumerable<DatapathId> switches) =>
        new(Networks, Graph, [.. switches], Plans, Unsettled, networkTables, bases, [], []);

    /// <summary>Whether a switch that holds this sends every network over the links that the plan says: O(networks on the switch).</summary>
    public bool Explains(DatapathId at, SwitchTables held) => !DifferencesAt(at, held).Any();

    /// <summary>
    /// The plan once it is known what these switches hold, before they are given anything: edges that one holds beside the plan count as held, those of the
    /// plan that it lacks as new. Compiles the networks where that matters, each once: O(networks on the switches).
    /// </summary>
    public FabricPlan WithRead(IReadOnlyDictionary<DatapathId, SwitchTables> read)
    {
        var unread = Unread.Except(read.Keys);
        // A switch without a link holds no edge.
        var isAllKnown = unread.All(id => Graph.NeighboursOf(id).IsEmpty);
        var found = new Dictionary<NetworkId, (HeldEdges Edges, bool Matters)>();
        foreach (var (at, held) in read)
        {
            var isUnexplained = HoldsUnknownLink(at, held);
            foreach (var (network, links) in DifferencesAt(at, held))
            {
                var (edges, matters) = found.TryGetValue(network.Network.Id, out var others) ? others : (network.Edges, false);
                var next = edges.With(at, links, Graph);
                // Where all others are known to be where they should, a switch that came empty is simply filled.
                found[network.Network.Id] = (
                    next with { IsUnexplained = next.IsUnexplained || edges.IsUnexplained || isUnexplained },
                    matters || links.Count > 0 || !isAllKnown || network.IsUnsettled || isUnexplained);
            }
        }
        var withUnread = HeldIn(Graph, unread);
        return Compile(
            Networks,
            Graph,
            unread,
            network => found[network.Id].Edges with { Unread = withUnread(network).Unread },
            found.Where(entry => entry.Value.Matters).Select(entry => Networks.Networks[entry.Key]),
            []);
    }

    private bool HoldsUnknownLink(DatapathId at, SwitchTables held) =>
        held[TableFragment.BaseKey].Groups.Any(group => GroupIds.LinkPortOf(group.GroupId) is { } port && !Graph.IsLinkPort(new PortKey(at, port)));

    /// <summary>The networks that a switch sends over other links than the plan says, and those links.</summary>
    private IEnumerable<(NetworkPlan Network, HashSet<uint> Links)> DifferencesAt(DatapathId at, SwitchTables held)
    {
        foreach (var key in held.Fragments.Keys.Union(networkTables.TryGetValue(at, out var own) ? own.Fragments.Keys : []))
        {
            if (key is TableFragment.BaseKey or > NetworkId.MaxValue || !Plans.TryGetValue(new NetworkId(key), out var network)) continue;
            var links = held[key].Groups.Where(group => GroupIds.IsFlood(group.GroupId)).SelectMany(group => group.LinkPorts).ToHashSet();
            if (!links.SetEquals(network.Tree.PortsOf(at).Select(edge => edge.LocalPort))) yield return (network, links);
        }
    }

    /// <summary>
    /// The plan once every connected switch has confirmed what this one gives these networks: edges that had to wait are in. Looks at no others.
    /// </summary>
    /// <param name="isAway">The switches that have confirmed nothing.</param>
    /// <param name="ids">The networks.</param>
    public FabricPlan Settle(Predicate<DatapathId> isAway, params IEnumerable<NetworkId> ids)
    {
        var settled = ids.Select(id => Plans[id]).ToDictionary(network => network.Network.Id, network => network.Edges.Settled(network.Tree, isAway));
        L2Network[] news = [.. settled.Where(entry => !entry.Value.IsLike(Plans[entry.Key].Edges)).Select(entry => Networks.Networks[entry.Key])];
        if (news.Length == 0) return this;
        var unread = HeldIn(Graph, Unread);
        return Compile(Networks, Graph, Unread, network => settled[network.Id] with { Unread = unread(network).Unread }, news, []);
    }

    /// <summary>What switches may hold of each network; of one that is new here, after a restart, its whole tree.</summary>
    private Func<L2Network, HeldEdges> HeldIn(TopologyGraph graph, ImmutableHashSet<DatapathId> unread)
    {
        // Made once for all networks that may use the same links.
        var (tunnels, all) = ((OfUnread?)null, (OfUnread?)null);
        OfUnread For(L2Network network) => unread.IsEmpty ? OfUnread.None
            : network.Vlan is null ? tunnels ??= new OfUnread(graph.For(network), unread)
            : all ??= new OfUnread(graph, unread);
        return network =>
        {
            var links = For(network);
            return Plans.TryGetValue(network.Id, out var plan)
                ? plan.Edges with { Unread = links.All }
                : HeldEdges.None with { Unread = links.All, Given = links.Between };
        };
    }

    /// <summary>The links of unread switches, and those of them that have such a switch at both ends.</summary>
    private sealed record OfUnread(NetworkTree All, NetworkTree Between)
    {
        public static readonly OfUnread None = new(NetworkTree.Empty, NetworkTree.Empty);

        public OfUnread(TopologyGraph graph, ImmutableHashSet<DatapathId> unread)
            : this(NetworkTree.Of(unread.SelectMany(at => graph.NeighboursOf(at).Select(link => (at, link)))), NetworkTree.Empty) =>
            Between = All.Where((at, edge) => unread.Contains(at) && unread.Contains(edge.Remote.Switch));
    }

    private FabricPlan Compile(
        NetworkSet networks,
        TopologyGraph graph,
        ImmutableHashSet<DatapathId> unread,
        Func<L2Network, HeldEdges> held,
        IEnumerable<L2Network> changed,
        IEnumerable<NetworkId> gone)
    {
        var plans = Plans.ToBuilder();
        var unsettled = Unsettled.ToBuilder();
        var tables = networkTables.ToBuilder();
        var changes = ImmutableArray.CreateBuilder<FragmentAddress>();
        var concerned = ImmutableArray.CreateBuilder<NetworkId>();
        foreach (var id in gone)
        {
            concerned.Add(id);
            plans.Remove(id);
            unsettled.Remove(id);
            Replace(tables, changes, id, Plans[id], null);
        }
        foreach (var network in changed)
        {
            concerned.Add(network.Id);
            var before = Plans.GetValueOrDefault(network.Id);
            var after = NetworkCompiler.Compile(network, graph, held(network));
            plans[network.Id] = after;
            if (after.IsUnsettled) unsettled.Add(network.Id);
            else unsettled.Remove(network.Id);
            Replace(tables, changes, network.Id, before, after);
        }
        return new FabricPlan(
            networks, graph, unread, plans.ToImmutable(), unsettled.ToImmutable(), tables.ToImmutable(), BasesOver(graph), changes.ToImmutable(), concerned.ToImmutable());
    }

    private ConcurrentDictionary<DatapathId, TableFragment> BasesOver(TopologyGraph graph) =>
        ReferenceEquals(graph, Graph) ? bases : new(bases.Where(entry => graph.IsLikeAt(entry.Key, Graph)));

    private static void Replace(
        ImmutableDictionary<DatapathId, SwitchTables>.Builder tables,
        ImmutableArray<FragmentAddress>.Builder changes,
        NetworkId id,
        NetworkPlan? before,
        NetworkPlan? after)
    {
        void Set(DatapathId at, TableFragment fragment)
        {
            var now = tables.TryGetValue(at, out var found) ? found : SwitchTables.Empty;
            if (now[id.Value] == fragment) return;
            tables[at] = now.With(id.Value, fragment);
            changes.Add(new FragmentAddress(at, id));
        }

        foreach (var at in before?.Fragments.Keys ?? [])
            if (after?.Fragments.ContainsKey(at) != true)
                Set(at, TableFragment.Empty);
        foreach (var (at, fragment) in after?.Fragments ?? ImmutableDictionary<DatapathId, TableFragment>.Empty) Set(at, fragment);
    }
}

/// <summary>One network's part of one switch.</summary>
public readonly record struct FragmentAddress(DatapathId Switch, NetworkId Network);
