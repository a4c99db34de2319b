using CsCheck;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Tests.Pipeline;

/// <summary>A change of the links compiles the networks that it concerns, all of them and hardly any other.</summary>
public sealed class LinkChangeTests
{
    private const int Switches = 8;

    /// <summary>Links of both kinds among 8 switches, up to three between the same two, so that some are spares; and which switches are plain, and which absent.</summary>
    private static readonly Gen<TopologyGraph> Graphs =
        from ends in Gen.Select(Gen.Int[1, Switches], Gen.Int[1, Switches], Gen.UInt[0, 2], Gen.Int[0, 2]).Array[0, 20]
        from plain in Gen.Int[1, 4 * Switches].Array[0, 3]
        from absent in Gen.Int[1, 3 * Switches].Array[0, 3]
        select new TopologyGraph(
            ends.Where(end => end.Item1 != end.Item2)
                .Select(end => new Link(
                    Fabrics.Port(end.Item1, (uint)(100 + end.Item2) + 10 * end.Item3),
                    Fabrics.Port(end.Item2, (uint)(100 + end.Item1) + 10 * end.Item3),
                    end.Item4 == 0 ? LinkCarrier.Vlan : LinkCarrier.TunnelId))
                .DistinctBy(link => link.A).DistinctBy(link => link.B),
            [.. plain.Where(at => at <= Switches).Select(at => new DatapathId((ulong)at))],
            [.. absent.Where(at => at <= Switches).Select(at => new DatapathId((ulong)at))]);

    /// <summary>Networks of all kinds. Some ports are those where links may end.</summary>
    private static readonly Gen<NetworkSet> Wishes =
        from kinds in Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Shuffle(Enumerable.Range(1, Switches).ToArray(), 1, 4)).Array[1, 6]
        from places in Gen.Select(Gen.Int[0, 5], Gen.Int[1, Switches], Gen.UInt[1, 5], Gen.Int[0, 8]).Array[1, 24]
        select Make(kinds, places);

    [Fact]
    public void A_switch_of_which_nothing_changed_keeps_the_base_that_it_confirmed() =>
        Graphs.Array[2, 5].Sample(
            graphs =>
            {
                var plan = FabricPlan.Empty;
                foreach (var graph in graphs)
                {
                    var before = plan;
                    plan = plan.With(graph);
                    foreach (var id in Enumerable.Range(1, Switches).Select(at => new DatapathId((ulong)at)))
                    {
                        var whole = BaseCompiler.Compile(id, graph);
                        plan.BaseOf(id).ShouldBe(whole);
                        ReferenceEquals(plan.BaseOf(id), before.BaseOf(id)).ShouldBe(whole == before.BaseOf(id));
                    }
                }
            },
            iter: 200);

    [Fact]
    public void What_is_not_compiled_anew_would_come_out_the_same() =>
        Gen.Select(Wishes, Graphs.Array[2, 5], Gen.Int[0, 3].Array[5]).Sample(
            (networks, graphs, moves) =>
            {
                var plan = FabricPlan.Empty.With(networks);
                foreach (var (graph, move) in graphs.Zip(moves))
                {
                    var before = plan;
                    plan = plan.With(graph);
                    foreach (var (id, network) in before.Plans)
                    {
                        var whole = NetworkCompiler.Compile(network.Network, graph, (network.Edges with { Unread = UnreadOf(plan, network) }).Over(graph));
                        ShouldBeLike(plan.Plans[id], whole);
                        plan.Concerned.Contains(id).ShouldBe(!ReferenceEquals(plan.Plans[id], network));
                    }
                    // Sometimes nobody has followed before the next change, sometimes some are away, sometimes nobody knows what they hold.
                    plan = move switch
                    {
                        0 => plan,
                        1 => plan.Settle(_ => false, plan.Unsettled),
                        2 => plan.Settle(id => id.Value % 3 == 0, plan.Unsettled),
                        _ => plan.WithUnread(graph.Switches.Where(id => id.Value % 2 == 0)),
                    };
                }
            },
            iter: 200);

    [Fact]
    public void Networks_that_a_change_does_not_concern_are_the_same_objects()
    {
        // A ring of eight. Network n has ports at the switches n and n + 1, so its tree is the link between them.
        var ring = Enumerable.Range(1, Switches).Select(at => Fabrics.Link(at, at % Switches + 1)).ToArray();
        var networks = Enumerable.Range(1, Switches).Aggregate(
            NetworkSet.Empty, (set, at) => set.With(new L2Network(new NetworkId((uint)at), $"n{at}").With(At(at, (uint)at)).With(At(at % Switches + 1, (uint)at))));
        var plan = FabricPlan.Empty.With(new TopologyGraph(ring)).With(networks);

        var cut = plan.With(new TopologyGraph(ring.Where(link => link != Fabrics.Link(3, 4))));
        var back = cut.Settle(_ => false, cut.Unsettled).With(new TopologyGraph(ring));

        cut.Concerned.ShouldBe([new NetworkId(3)]);
        back.Concerned.ShouldBe([new NetworkId(3)]);
        foreach (var id in networks.Networks.Keys.Where(id => id.Value != 3)) back.Plans[id].ShouldBeSameAs(plan.Plans[id]);
    }

    [Fact]
    public void A_link_that_no_tree_takes_and_one_beside_another_concern_nobody()
    {
        var square = new[] { Fabrics.Link(1, 2), Fabrics.Link(2, 3), Fabrics.Link(3, 4), Fabrics.Link(4, 1) };
        var plan = FabricPlan.Empty.With(new TopologyGraph(square)).With(
            NetworkSet.Empty.With(new L2Network(new NetworkId(5), "blue").With(At(1, 1)).With(At(2, 1)).With(At(4, 1))));

        plan.With(new TopologyGraph([.. square, new Link(Fabrics.Port(1, 202), Fabrics.Port(2, 201), LinkCarrier.TunnelId)])).Concerned.ShouldBeEmpty();
        plan.With(new TopologyGraph([.. square, Fabrics.Link(1, 3)])).Concerned.ShouldBeEmpty();
        plan.With(new TopologyGraph([.. square, Fabrics.Link(2, 4)])).Concerned.ShouldBeEmpty();
        plan.With(new TopologyGraph(square[..1])).Concerned.ShouldBe([new NetworkId(5)]);
    }

    [Fact]
    public void The_networks_on_a_switch_are_those_with_rules_there()
    {
        var plan = FabricPlan.Empty.With(new TopologyGraph([Fabrics.Link(1, 2), Fabrics.Link(2, 3)])).With(NetworkSet.Empty
            .With(new L2Network(new NetworkId(5), "blue").With(At(1, 1)).With(At(3, 1)))
            .With(new L2Network(new NetworkId(6), "green").With(At(3, 2))));

        plan.NetworksOn(new(2)).ShouldBe([new NetworkId(5)]);
        plan.NetworksOn(new(3)).ShouldBe([new NetworkId(5), new NetworkId(6)], ignoreOrder: true);
        plan.NetworksOn(new(4)).ShouldBeEmpty();
        plan.With(plan.Networks.Without(new NetworkId(5))).NetworksOn(new(2)).ShouldBeEmpty();
    }

    private static NetworkSet Make((int Way, int Tagged, int[] Path)[] kinds, (int Network, int At, uint Port, int Role)[] places)
    {
        var set = NetworkSet.Empty;
        for (var i = 0; i < kinds.Length; i++)
            set = set.With(new L2Network(new NetworkId((uint)i + 1), $"n{i}")
            {
                Vlan = kinds[i].Tagged > 0 ? (ushort)(i + 1) : null,
                Path = kinds[i].Way > 0 ? [] : [.. kinds[i].Path.Select(at => new DatapathId((ulong)at))],
            });
        foreach (var (network, at, port, role) in places)
        {
            var id = new NetworkId((uint)(network % kinds.Length) + 1);
            var key = Fabrics.Port(at, role == 0 ? 101 + port : port);
            if (set.Owners.ContainsKey(key)) continue;
            set = role == 1
                ? set.With(set.Networks[id] with { Mirrors = set.Networks[id].Mirrors.Add(key) })
                : set.Attach(id, new Attachment(key, [new MacAddress(key.Switch.Value << 16 | key.PortNo)]));
        }
        return set;
    }

    private static NetworkTree UnreadOf(FabricPlan plan, NetworkPlan network) => NetworkTree.Of(
        plan.Unread.SelectMany(at => plan.Graph.For(network.Network).NeighboursOf(at).Select(link => (at, link))));

    private static void ShouldBeLike(NetworkPlan plan, NetworkPlan other)
    {
        plan.Goal.Tag.ShouldBe(other.Goal.Tag);
        plan.Tree.Tag.ShouldBe(other.Tree.Tag);
        plan.Tree.Roots.ShouldBe(other.Tree.Roots, ignoreOrder: true);
        plan.IsRetreating.ShouldBe(other.IsRetreating);
        plan.Edges.IsLike(other.Edges).ShouldBeTrue();
        plan.Fragments.Keys.ShouldBe(other.Fragments.Keys, ignoreOrder: true);
        foreach (var (at, fragment) in plan.Fragments) fragment.ShouldBe(other.Fragments[at]);
    }

    private static Attachment At(int at, uint port) => new(Fabrics.Port(at, port));
}
