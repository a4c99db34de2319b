using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Programming;

namespace L2sm.Sdn.Tests.Programming;

public sealed class DepartedPortsTests
{
    private static readonly NetworkId Blue = new(5);
    private static readonly NetworkId Green = new(6);
    private static readonly DatapathId One = new(1);

    private static readonly NetworkSet Networks = NetworkSet.Empty
        .With(new L2Network(Blue, "blue").With(new Attachment(Fabrics.Port(1, 1))).With(new Attachment(Fabrics.Port(1, 2))))
        .With(new L2Network(Green, "green").With(new Attachment(Fabrics.Port(1, 3))));

    private readonly DepartedPorts departed = new();
    private readonly FabricPlan plan = FabricPlan.Empty.With(Networks);

    [Fact]
    public void A_network_forgets_once_when_the_switch_of_a_port_that_left_it_has_let_go()
    {
        departed.Note(plan, plan.With(Networks.Detach(Fabrics.Port(1, 1))));

        departed.Confirm(new DatapathId(2), [Blue]).ShouldBeEmpty("another switch");
        departed.Confirm(One, [Green]).ShouldBeEmpty("another network");
        departed.Confirm(One, [Blue]).ShouldBe([Blue]);
        departed.Confirm(One, [Blue]).ShouldBeEmpty();
    }

    [Fact]
    public void A_switch_that_is_away_is_not_waited_for()
    {
        departed.Note(plan, plan.With(Networks.Detach(Fabrics.Port(1, 1))));

        departed.GiveUp(at => at != One).ShouldBeEmpty();
        departed.GiveUp(at => at == One).ShouldBe([Blue]);
        departed.Confirm(One, [Blue]).ShouldBeEmpty();
    }

    [Fact]
    public void A_port_that_comes_or_a_network_that_goes_makes_nobody_forget()
    {
        departed.Note(plan, plan.With(Networks.Attach(Green, new Attachment(Fabrics.Port(2, 1)))));
        departed.Note(plan, plan.With(Networks.Without(Blue)));

        departed.Confirm(One, [Blue, Green]).ShouldBeEmpty();
    }
}
