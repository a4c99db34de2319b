using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;

namespace L2sm.Sdn.Tests.Pipeline;

/// <summary>A change of the networks looks at those that it concerns, wherever the set comes from.</summary>
public sealed class FabricPlanTests
{
    private static readonly NetworkId Blue = new(5);
    private static readonly NetworkId Green = new(6);
    private static readonly NetworkSet Older = Made();
    private static readonly NetworkSet Newer = Older.Attach(Blue, new Attachment(Fabrics.Port(1, 9)));
    private static readonly FabricPlan Plan = FabricPlan.Empty.With(Newer);

    [Fact]
    public void A_change_looks_at_the_networks_that_it_touched_and_no_others()
    {
        Newer.Attach(Green, new Attachment(Fabrics.Port(1, 8))).Detach(Fabrics.Port(1, 8)).MayDifferFrom(Newer).ShouldBe([Green]);
        Newer.Without(Blue).MayDifferFrom(Newer).ShouldBe([Blue]);
        Newer.With(new L2Network(new NetworkId(7), "red")).MayDifferFrom(Newer).ShouldBe([new NetworkId(7)]);

        Plan.With(Newer.Attach(Green, new Attachment(Fabrics.Port(1, 8)))).Concerned.ShouldBe([Green]);
        Plan.With(Newer.Without(Blue)).Concerned.ShouldBe([Blue]);
    }

    [Fact]
    public void A_set_that_is_applied_twice_concerns_nobody()
    {
        Newer.MayDifferFrom(Newer).ShouldBeEmpty();
        Plan.With(Newer).Concerned.ShouldBeEmpty();
    }

    [Fact]
    public void A_set_that_comes_out_of_order_takes_the_plan_back()
    {
        var back = Plan.With(Older);

        back.Concerned.ShouldBe([Blue]);
        back.Plans[Blue].Network.ShouldBeSameAs(Older.Networks[Blue]);
    }

    [Fact]
    public void A_set_made_from_an_older_one_loses_what_came_between()
    {
        var other = Older.Without(Green);

        var plan = Plan.With(other);

        plan.Concerned.ShouldBe([Blue, Green], ignoreOrder: true);
        plan.Plans.Keys.ShouldBe([Blue]);
        plan.Plans[Blue].Network.ShouldBeSameAs(other.Networks[Blue]);
    }

    [Fact]
    public void A_set_of_unknown_lineage_is_compared_whole()
    {
        var alien = NetworkSet.Empty.With(Newer.Networks[Green]).With(new L2Network(new NetworkId(7), "red"));

        var plan = Plan.With(alien);

        plan.Concerned.ShouldBe([Blue, new NetworkId(7)], ignoreOrder: true);
        plan.Plans.Keys.ShouldBe(alien.Networks.Keys, ignoreOrder: true);
    }

    [Fact]
    public void More_steps_than_are_remembered_lose_no_change()
    {
        var many = Newer.Without(Green);
        for (uint step = 0; step < NetworkLineage.Depth; step++) many = many.Attach(Blue, new Attachment(Fabrics.Port(1, 20 + step)));

        Plan.With(many).Concerned.ShouldBe([Blue, Green], ignoreOrder: true);
    }

    private static NetworkSet Made() => NetworkSet.Empty
        .With(new L2Network(Blue, "blue").With(new Attachment(Fabrics.Port(1, 1))))
        .With(new L2Network(Green, "green").With(new Attachment(Fabrics.Port(1, 3))));
}
