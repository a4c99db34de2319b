using CsCheck;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Tests.Topology;

public sealed class NetworkTreeTests
{
    [Fact]
    public void A_ring_is_cut_where_the_paths_to_the_lowest_member_meet()
    {
        var graph = new TopologyGraph([Fabrics.Link(1, 2), Fabrics.Link(2, 3), Fabrics.Link(3, 4), Fabrics.Link(4, 1)]);

        var tree = NetworkTree.Span(graph, [new(1), new(2), new(3), new(4)]);

        tree.Switches.Sum(id => tree.PortsOf(id).Length).ShouldBe(2 * 3);
        tree.PortsOf(new(1)).Select(edge => edge.Remote.Switch.Value).ShouldBe([2UL, 4UL], ignoreOrder: true);
    }

    [Fact]
    public void A_new_member_only_adds_edges_wherever_it_is()
    {
        var graph = new TopologyGraph([Fabrics.Link(1, 2), Fabrics.Link(2, 3), Fabrics.Link(3, 4), Fabrics.Link(4, 1)]);
        var before = NetworkTree.Span(graph, [new(3), new(4)], new DatapathId(3));

        NetworkTree.Span(graph, [new(1), new(3), new(4)], new DatapathId(3)).Holds(before).ShouldBeTrue();
    }

    [Fact]
    public void Switches_on_the_way_are_in_the_tree_and_others_are_not()
    {
        var graph = new TopologyGraph([Fabrics.Link(1, 2), Fabrics.Link(2, 3), Fabrics.Link(3, 4)]);

        NetworkTree.Span(graph, [new(1), new(3)]).Switches.Select(id => id.Value).ShouldBe([1UL, 2UL, 3UL]);
    }

    [Fact]
    public void Members_that_no_link_joins_are_in_parts_of_their_own()
    {
        var tree = NetworkTree.Span(new TopologyGraph([Fabrics.Link(1, 2)]), [new(1), new(2), new(3)]);

        tree.RootOf(new(2)).ShouldBe(new DatapathId(1));
        tree.RootOf(new(3)).ShouldBe(new DatapathId(3));
        tree.PortsOf(new(3)).ShouldBeEmpty();
    }

    [Fact]
    public void The_tag_tells_trees_apart_and_is_the_same_for_the_same_tree()
    {
        var graph = new TopologyGraph([Fabrics.Link(1, 2), Fabrics.Link(2, 3)]);
        var tree = NetworkTree.Span(graph, [new(1), new(3)]);

        NetworkTree.Span(new TopologyGraph([Fabrics.Link(2, 3), Fabrics.Link(1, 2)]), [new(3), new(1)]).Tag.ShouldBe(tree.Tag);
        NetworkTree.Span(graph, [new(1), new(2)]).Tag.ShouldNotBe(tree.Tag);
    }

    [Fact]
    public void A_link_without_tunnel_ids_joins_networks_that_have_a_tag_and_its_ports_are_taken_for_all()
    {
        var link = Fabrics.Link(1, 2, LinkCarrier.Vlan);
        var graph = new TopologyGraph([link]);
        var network = new L2Network(new NetworkId(5), "blue");

        graph.For(network with { Vlan = 7 }).NeighboursOf(new(1)).ShouldBe([new Neighbour(link.A.PortNo, link.B, LinkCarrier.Vlan)]);
        graph.For(network).NeighboursOf(new(1)).ShouldBeEmpty();
        graph.IsLinkPort(link.A).ShouldBeTrue();
    }

    [Fact]
    public void Of_equally_short_ways_the_one_with_fewer_links_that_need_tags_is_taken_and_a_shorter_one_before_both()
    {
        Link[] ring = [Fabrics.Link(1, 2, LinkCarrier.Vlan), Fabrics.Link(2, 4), Fabrics.Link(1, 3), Fabrics.Link(3, 4)];

        NetworkTree.Span(new TopologyGraph(ring), [new(1), new(4)]).Switches.ShouldBe([new(1), new(3), new(4)]);
        NetworkTree.Span(new TopologyGraph([.. ring, Fabrics.Link(1, 4, LinkCarrier.Vlan)]), [new(1), new(4)]).Switches.ShouldBe([new(1), new(4)]);
    }

    [Fact]
    public void Between_the_same_two_switches_a_tunnel_goes_before_links_that_need_tags_and_those_stand_in_for_each_other()
    {
        Link tagged = new(Fabrics.Port(1, 10), Fabrics.Port(2, 10), LinkCarrier.Vlan), beside = new(Fabrics.Port(1, 11), Fabrics.Port(2, 11), LinkCarrier.Vlan);
        var without = new TopologyGraph([tagged, beside]);
        var with = new TopologyGraph([tagged, beside, Fabrics.Link(1, 2)]);

        without.NeighboursOf(new(1)).ShouldBe([new Neighbour(10, tagged.B, LinkCarrier.Vlan)]);
        without.SparesOf(tagged.A).ShouldBe([11u]);
        with.NeighboursOf(new(1)).ShouldBe([new Neighbour(102, Fabrics.Port(2, 101))]);
        with.SparesOf(Fabrics.Port(1, 102)).ShouldBeEmpty();
    }

    [Fact]
    public void No_way_leads_through_an_absent_switch_where_there_is_another()
    {
        Link[] ring = [Fabrics.Link(1, 2), Fabrics.Link(2, 3), Fabrics.Link(3, 4), Fabrics.Link(4, 1)];
        var graph = new TopologyGraph(ring, absent: [new(1)]);

        var tree = NetworkTree.Span(graph, [new(1), new(2), new(4)]);
        tree.PortsOf(new(1)).Length.ShouldBe(1, "it ends a way");
        tree.PortsOf(new(3)).Select(edge => edge.Remote.Switch.Value).ShouldBe([2UL, 4UL], ignoreOrder: true);
        NetworkTree.Span(new TopologyGraph(ring[..2], absent: [new(2)]), [new(1), new(3)]).Switches.ShouldBe([new(1), new(2), new(3)], "better through it than not at all");
        NetworkTree.Span(new TopologyGraph(ring, absent: [new(2)]), [new(1), new(2), new(4)], new DatapathId(1)).Tag
            .ShouldBe(NetworkTree.Span(new TopologyGraph(ring), [new(1), new(2), new(4)], new DatapathId(1)).Tag, "who is on nobody's way changes nothing");
    }

    [Fact]
    public void Every_tree_joins_what_the_links_join_and_has_no_loop() =>
        Fabrics.Topologies.Select(Gen.Int[1, 255], Gen.Int[0, 255]).Sample((links, memberBits, absentBits) =>
        {
            var graph = new TopologyGraph(links, absent: [.. Enumerable.Range(1, 8).Where(i => (absentBits >> (i - 1) & 1) == 1).Select(i => new DatapathId((ulong)i))]);
            var members = Enumerable.Range(1, 8).Where(i => (memberBits >> (i - 1) & 1) == 1).Select(i => new DatapathId((ulong)i)).ToArray();
            var tree = NetworkTree.Span(graph, members);
            foreach (var part in members.GroupBy(tree.RootOf))
            {
                var reached = Reachable(part.Key, id => tree.PortsOf(id));
                part.ShouldAllBe(member => reached.Contains(member));
                // A connected graph with one edge fewer than nodes has no loop.
                reached.Sum(id => tree.PortsOf(id).Length).ShouldBe(2 * (reached.Count - 1));
                Reachable(part.Key, id => graph.NeighboursOf(id)).Intersect(members).ShouldBe(part, ignoreOrder: true);
            }
        });

    private static HashSet<DatapathId> Reachable(DatapathId from, Func<DatapathId, IEnumerable<Neighbour>> next)
    {
        var seen = new HashSet<DatapathId> { from };
        var queue = new Queue<DatapathId>(seen);
        while (queue.TryDequeue(out var at))
            foreach (var edge in next(at))
                if (seen.Add(edge.Remote.Switch))
                    queue.Enqueue(edge.Remote.Switch);
        return seen;
    }
}
