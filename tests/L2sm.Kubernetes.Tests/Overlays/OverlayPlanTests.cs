using CsCheck;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Overlays;

namespace L2sm.Kubernetes.Tests.Overlays;

public sealed class OverlayPlanTests
{
    private static readonly Ownership Owner = new("tester", "tester.example", "one");
    private static readonly OverlayWish Wish = new(new ResourceKey("l2sm", "ours"), "controller.svc");

    [Fact]
    public void A_cluster_without_an_Overlay_gets_one_of_all_its_nodes()
    {
        var made = OverlayPlan.For(Wish, ["n2", "n1", "n3"], [], Owner).Make!;

        made.Spec.Topology!.Nodes.ShouldBe(["n1", "n2", "n3"]);
        made.Spec.Topology.Links!.Count.ShouldBe(3);
        made.Spec.Provider!.Domain.ShouldBe(["controller.svc"]);
        made.Spec.Provider.OfPort.ShouldBe("6633");
        Owner.WishOf(made.Metadata).ShouldNotBeNull();
    }

    [Fact]
    public void Beside_an_Overlay_of_others_none_is_made()
    {
        var plan = OverlayPlan.For(Wish, ["n1"], [OverlayReportTests.Make("theirs", ["n1"])], Owner);

        plan.Make.ShouldBeNull();
        plan.Message!.ShouldContain("l2sm/theirs");
    }

    [Fact]
    public void An_edit_needs_its_making_anew_which_is_said_and_not_done()
    {
        var ours = OverlayPlan.For(Wish, ["n1", "n2"], [], Owner).Make!;

        OverlayPlan.For(Wish, ["n1", "n2"], [ours], Owner).ShouldBe(new OverlayPlan(null, null));
        var plan = OverlayPlan.For(Wish with { Interfaces = 20 }, ["n2", "n3"], [ours], Owner);
        plan.Make.ShouldBeNull();
        plan.Message!.ShouldContain("not the nodes n3; nodes that are gone n1; 10 interfaces a node, not 20; ");
        plan.Message!.ShouldContain("delete it");
    }

    [Fact]
    public void No_single_loss_parts_the_nodes_and_tunnels_are_few() => Gen.Int[2, 64].Sample(count =>
    {
        string[] nodes = [.. Enumerable.Range(0, count).Select(i => $"n{i:00}")];
        var links = OverlayPlan.LinksOf(nodes).ToArray();

        links.Select(l => (l.EndpointA, l.EndpointB)).Distinct().Count().ShouldBe(links.Length);
        links.ShouldAllBe(l => l.EndpointA != l.EndpointB);
        links.Length.ShouldBeLessThanOrEqualTo(count * 6);
        foreach (var lost in count > 2 ? nodes : [])
        {
            var left = nodes.Where(n => n != lost).ToHashSet();
            var reached = new HashSet<string> { left.First() };
            for (var before = 0; before != reached.Count;)
            {
                before = reached.Count;
                foreach (var l in links.Where(l => left.Contains(l.EndpointA) && left.Contains(l.EndpointB)))
                    if (reached.Contains(l.EndpointA)) reached.Add(l.EndpointB);
                    else if (reached.Contains(l.EndpointB)) reached.Add(l.EndpointA);
            }
            reached.Count.ShouldBe(left.Count);
        }
    });
}
