using L2sm.OpenFlow.Matching;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Tests.Pipeline;

public sealed class MovingTreeTests
{
    private static readonly NetworkId Blue = new(5);

    [Fact]
    public void While_a_tree_moves_a_switch_drops_what_still_comes_over_a_living_link_that_the_tree_has_left()
    {
        Link[] ring = [Fabrics.Link(1, 2), Fabrics.Link(2, 3), Fabrics.Link(1, 3)];
        var network = Enumerable.Range(1, 3).Aggregate(new L2Network(Blue, "blue"), (blue, at) => blue.With(new Attachment(Fabrics.Port(at, 1))));
        var before = FabricPlan.Empty.With(new TopologyGraph(ring[..2])).With(NetworkSet.Empty.With(network));

        var moving = before.With(new TopologyGraph(ring)); // 3 is nearer to 1 now
        var settled = moving.Settle(_ => false, Blue);

        Drops(before, 2).ShouldBeEmpty();
        Drops(moving, 2).ShouldBe([103u]);
        Drops(moving, 3).ShouldBe([102u]);
        Drops(moving, 1).ShouldBeEmpty();
        Drops(settled, 2).ShouldBeEmpty();
        Drops(settled, 3).ShouldBeEmpty();
    }

    private static IEnumerable<uint> Drops(FabricPlan plan, ulong at) => plan.FragmentOf(new(at), Blue).Flows
        .Where(flow => flow.TableId == Tables.Learn && flow.Instructions.Count == 0)
        .Select(flow => flow.Match.TryGet(Oxm.InPort, out var port) ? (uint)port.Value : 0);
}
