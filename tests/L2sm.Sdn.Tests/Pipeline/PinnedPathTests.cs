using CsCheck;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Tests.Pipeline;

/// <summary>A network along a given path takes that path or none.</summary>
public sealed class PinnedPathTests
{
    private const uint Pinned = 1;

    /// <summary>A walk over links that comes to no switch twice; networks have ports on it and beside it.</summary>
    private static readonly Gen<(int Switches, Link[] Links, int[] Path)> Walks =
        from topology in Fabrics.MixedTopologies
        from choices in Gen.Int[0, 1000].Array[8]
        select (topology.Switches, topology.Links, Walk(topology.Links, choices[0] % topology.Switches + 1, choices));

    [Fact]
    public void Its_frames_and_copies_pass_the_links_of_its_path_and_no_others() =>
        Walks.Select(Gen.Int[0, 100].Array[1, 3], Gen.Int).Sample(
            (walk, cuts, seed) =>
            {
                var fabric = Populated(walk.Switches, walk.Links);
                fabric.Pin(Pinned, walk.Path);
                fabric.Check();
                foreach (var cut in cuts.Where(_ => walk.Links.Length > 0))
                {
                    fabric.CutAllBut(walk.Links.Where((_, i) => i != cut % walk.Links.Length));
                    fabric.Check();
                }
                fabric.CutAllBut(walk.Links);
                // Another path, and none: both change the tree under way.
                fabric.Pin(Pinned, walk.Path.Reverse().Take(2));
                fabric.Check();
                fabric.Pin(Pinned, []);
                fabric.Check();
            },
            iter: 30);

    [Fact]
    public void A_dead_link_of_the_path_is_not_gone_round_but_its_spare_takes_over()
    {
        // A ring, and two links between 1 and 2.
        var first = new Link(Fabrics.Port(1, 50), Fabrics.Port(2, 50), LinkCarrier.TunnelId);
        Link[] links = [first, Fabrics.Link(1, 2), Fabrics.Link(2, 3), Fabrics.Link(3, 1)];
        var fabric = Populated(3, links);
        fabric.Pin(Pinned, [1, 2, 3]);
        fabric.Check();

        fabric.SetCarrier(first, alive: false);
        fabric.Check();
        fabric.SetCarrier(links[1], alive: false);

        fabric.Reached(Fabrics.Port(1, 1)).ShouldBe([Fabrics.Port(1, 2)], "the rest of the network is behind the dead links");
        fabric.Reached(Fabrics.Port(2, 1)).ShouldBe([Fabrics.Port(2, 2), Fabrics.Port(3, 1), Fabrics.Port(3, 2)]);
        fabric.Pin(Pinned, []);
        fabric.Check(); // the detour round both, for a network that may take it
    }

    [Fact]
    public void A_path_that_comes_back_is_refused() =>
        Should.Throw<ArgumentException>(() => new L2Network(new NetworkId(1), "loop") { Path = [new(1), new(2), new(1)] })
            .Message.ShouldContain("passes switch 0000000000000001 twice");

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, 1446)]
    [InlineData(2, 1450)]
    [InlineData(3, 1496)]
    public void The_underlay_leaves_a_network_what_no_link_of_its_tree_takes(int kind, int? mtu)
    {
        var network = new L2Network(new NetworkId(1), "n") { Vlan = 7 }.With(new Attachment(Fabrics.Port(1, 1))).With(new Attachment(Fabrics.Port(kind == 0 ? 1 : 2, 2)));
        if (kind == 2) network = network with { Path = [new(1), new(2)] };
        var graph = new TopologyGraph([Fabrics.Link(1, 2, kind == 3 ? LinkCarrier.Vlan : LinkCarrier.TunnelId)]);

        UnderlayMtu.Of(NetworkCompiler.Compile(network, graph, HeldEdges.None), new L2smControllerOptions()).ShouldBe(mtu);
    }

    [Fact]
    public void The_tightest_link_decides_and_jumbo_frames_and_IPv6_tunnels_count()
    {
        var network = new L2Network(new NetworkId(1), "n") { Vlan = 7 }.With(new Attachment(Fabrics.Port(1, 1))).With(new Attachment(Fabrics.Port(3, 1)));
        var plan = NetworkCompiler.Compile(network, new TopologyGraph([Fabrics.Link(1, 2, LinkCarrier.Vlan), Fabrics.Link(2, 3)]), HeldEdges.None);

        UnderlayMtu.Of(plan, new L2smControllerOptions { UnderlayMtu = 9000, TunnelOverhead = 70 }).ShouldBe(9000 - 74);
    }

    /// <summary>Network 1 has two ports on each switch but for a mirror on every third.</summary>
    private static ProgrammedFabric Populated(int switches, Link[] links)
    {
        var fabric = new ProgrammedFabric(links, switches);
        for (var at = 1; at <= switches; at++)
            foreach (var port in new uint[] { 1, 2 })
                fabric.Take(new Step(at, port, Pinned, KnownAddress: port == 1, switches > 3 && at % 3 == 0 && port == 2 ? Role.Mirror : Role.Attached));
        return fabric;
    }

    private static int[] Walk(Link[] links, int from, int[] choices)
    {
        var path = new List<int> { from };
        foreach (var choice in choices)
        {
            var next = links.SelectMany(link => new[] { (From: link.A, To: link.B), (From: link.B, To: link.A) })
                .Where(end => end.From.Switch.Value == (ulong)path[^1] && !path.Contains((int)end.To.Switch.Value)).ToArray();
            if (next.Length == 0) break;
            path.Add((int)next[choice % next.Length].To.Switch.Value);
        }
        return [.. path];
    }
}
