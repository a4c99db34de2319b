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
        NetworkSet.Empty, TopologyGraph.Empty, ImmutableDictionary<NetworkId, NetworkPlan>.Empty, ImmutableDictionary<DatapathId, SwitchTables>.Empty, [], [], []);

    private readonly ImmutableDictionary<DatapathId, SwitchTables> networkTables;

    // Shared by the plans over one graph, so that an unchanged base stays the same object.
    private readonly ConcurrentDictionary<DatapathId, TableFragment> bases;

    private FabricPlan(
        NetworkSet networks,
        TopologyGraph graph,
        ImmutableDictionary<NetworkId, NetworkPlan> plans,
        ImmutableDictionary<DatapathId, SwitchTables> networkTables,
        ConcurrentDictionary<DatapathId, TableFragment> bases,
        ImmutableArray<FragmentAddress> changes,
        ImmutableArray<NetworkId> concerned) =>
        (Networks, Graph, Plans, this.networkTables, this.bases, Changes, Concerned) = (networks, graph, plans, networkTables, bases, changes, concerned);

    /// <summary>What is wanted.</summary>
    public NetworkSet Networks { get; }

    /// <summary>Over which links.</summary>
    public TopologyGraph Graph { get; }

    /// <summary>The plan of each network.</summary>
    public ImmutableDictionary<NetworkId, NetworkPlan> Plans { get; }

    /// <summary>The fragments that differ from the plan that this one was made from; base flows aside.</summary>
    public ImmutableArray<FragmentAddress> Changes { get; }

    /// <summary>The networks that were compiled anew or are gone since the plan that this one was made from, each once.</summary>
    public ImmutableArray<NetworkId> Concerned { get; }

    /// <summary>What a switch should hold for one network.</summary>
    public TableFragment FragmentOf(DatapathId id, NetworkId network) =>
        networkTables.TryGetValue(id, out var tables) ? tables[network.Value] : TableFragment.Empty;

    /// <summary>All that a switch should hold, known to the plan or not.</summary>
    public SwitchTables TablesOf(DatapathId id) =>
        (networkTables.TryGetValue(id, out var tables) ? tables : SwitchTables.Empty).With(
            TableFragment.BaseKey, bases.GetOrAdd(id, static (at, graph) => BaseCompiler.Compile(at, graph), Graph));

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
            HeldBy,
            touched.Select(id => networks.Networks.GetValueOrDefault(id)).OfType<L2Network>()
                .Where(network => !(Plans.TryGetValue(network.Id, out var plan) && ReferenceEquals(plan.Network, network))),
            touched.Where(id => Plans.ContainsKey(id) && !networks.Networks.ContainsKey(id)));
    }

    /// <summary>The plan after a change of the links.</summary>
    public FabricPlan With(TopologyGraph graph) => Compile(Networks, graph, HeldBy, Networks.Networks.Values, []);

    /// <summary>The plan once every switch has confirmed what this one gives these networks: edges that had to wait are in. Looks at no others.</summary>
    public FabricPlan Settle(params IEnumerable<NetworkId> ids) =>
        Compile(Networks, Graph, one => Plans[one].Tree, ids.Select(id => Networks.Networks[id]), []);

    private NetworkTree HeldBy(NetworkId id) => Plans.TryGetValue(id, out var plan) ? plan.MayBeHeld : NetworkTree.Empty;

    private FabricPlan Compile(
        NetworkSet networks, TopologyGraph graph, Func<NetworkId, NetworkTree> held, IEnumerable<L2Network> changed, IEnumerable<NetworkId> gone)
    {
        var plans = Plans.ToBuilder();
        var tables = networkTables.ToBuilder();
        var changes = ImmutableArray.CreateBuilder<FragmentAddress>();
        var concerned = ImmutableArray.CreateBuilder<NetworkId>();
        foreach (var id in gone)
        {
            concerned.Add(id);
            plans.Remove(id);
            Replace(tables, changes, id, Plans[id], null);
        }
        foreach (var network in changed)
        {
            concerned.Add(network.Id);
            var before = Plans.GetValueOrDefault(network.Id);
            var after = NetworkCompiler.Compile(network, graph, held(network.Id));
            plans[network.Id] = after;
            Replace(tables, changes, network.Id, before, after);
        }
        return new FabricPlan(
            networks, graph, plans.ToImmutable(), tables.ToImmutable(), ReferenceEquals(graph, Graph) ? bases : [], changes.ToImmutable(), concerned.ToImmutable());
    }

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
