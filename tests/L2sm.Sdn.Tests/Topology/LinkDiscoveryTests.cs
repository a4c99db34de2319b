using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Tests.Topology;

public sealed class LinkDiscoveryTests
{
    private static readonly Link Known = Fabrics.Link(1, 2);

    [Fact]
    public void A_link_counts_once_it_was_seen_both_ways()
    {
        var discovery = Discovery();

        discovery.Saw(Known.A, Known.B, LinkCarrier.TunnelId, isLldp: true, out var oneWay).ShouldBeFalse();
        oneWay.ShouldBeTrue();
        discovery.Links.ShouldBeEmpty();
        discovery.Saw(Known.B, Known.A, LinkCarrier.TunnelId, isLldp: true, out oneWay).ShouldBeTrue();
        oneWay.ShouldBeFalse();
        discovery.Links.ShouldBe([new LinkStatus(Known, Remembered: false)]);
    }

    [Fact]
    public void A_link_that_carries_tunnel_ids_one_way_only_counts_as_one_that_does_not()
    {
        var discovery = Discovery();
        discovery.Saw(Known.A, Known.B, LinkCarrier.TunnelId, isLldp: true, out _);
        discovery.Saw(Known.B, Known.A, LinkCarrier.Vlan, isLldp: true, out _);

        discovery.Links.ShouldHaveSingleItem().Link.Carrier.ShouldBe(LinkCarrier.Vlan);
    }

    [Fact]
    public void A_cable_back_into_the_same_switch_is_no_link()
    {
        var discovery = Discovery();
        discovery.Saw(Fabrics.Port(1, 5), Fabrics.Port(1, 6), LinkCarrier.TunnelId, isLldp: true, out _);
        discovery.Saw(Fabrics.Port(1, 6), Fabrics.Port(1, 5), LinkCarrier.TunnelId, isLldp: true, out _).ShouldBeFalse();

        discovery.Links.ShouldBeEmpty();
    }

    [Fact]
    public void A_remembered_link_stays_until_seen_and_is_then_no_longer_only_remembered()
    {
        var discovery = Discovery(Known);
        discovery.Links.ShouldBe([new LinkStatus(Known, Remembered: true)]);

        discovery.Saw(Known.A, Known.B, LinkCarrier.TunnelId, isLldp: true, out _);
        discovery.Saw(Known.B, Known.A, LinkCarrier.TunnelId, isLldp: true, out _);

        discovery.Links.ShouldBe([new LinkStatus(Known, Remembered: false)]);
    }

    [Fact]
    public void Silence_ends_a_link_only_after_rounds_in_which_both_switches_were_heard()
    {
        var discovery = Discovery(Known);
        for (var round = 0; round < 10; round++) discovery.EndRound(id => id.Value == 1 ? HeardRounds.Every : default).ShouldBeFalse("one is away");
        discovery.EndRound(id => new HeardRounds(id.Value == 1 ? 0b10101UL : 0b01011)).ShouldBeFalse("they were never heard in the same round, but in one");
        discovery.EndRound(id => new HeardRounds(id.Value == 1 ? 0b10111UL : 0b01011)).ShouldBeFalse("nor in three");

        discovery.EndRound(_ => new HeardRounds(0b10101)).ShouldBeTrue();
        discovery.Links.ShouldBeEmpty();
    }

    [Fact]
    public void Rounds_before_a_link_was_seen_prove_nothing()
    {
        var discovery = Discovery();
        for (var round = 0; round < 5; round++) discovery.EndRound(_ => HeardRounds.Every);
        discovery.Saw(Known.A, Known.B, LinkCarrier.TunnelId, isLldp: true, out _);
        discovery.Saw(Known.B, Known.A, LinkCarrier.TunnelId, isLldp: true, out _);

        for (var round = 0; round < 3; round++) discovery.EndRound(_ => HeardRounds.Every).ShouldBeFalse("it was seen in the first of these, and two are not three");
        discovery.EndRound(id => id.Value == 1 ? HeardRounds.Every : new HeardRounds(0b1110)).ShouldBeFalse("one was not heard in the third");
        discovery.EndRound(id => id.Value == 1 ? HeardRounds.Every : new HeardRounds(0b11101)).ShouldBeTrue();
    }

    [Fact]
    public void A_port_that_goes_takes_its_links_with_it_and_they_must_be_seen_both_ways_again()
    {
        var discovery = Discovery();
        discovery.Saw(Known.A, Known.B, LinkCarrier.TunnelId, isLldp: true, out _);
        discovery.Saw(Known.B, Known.A, LinkCarrier.TunnelId, isLldp: true, out _);

        discovery.PortGone(Known.B).ShouldBeTrue();
        discovery.Links.ShouldBeEmpty();
        discovery.Saw(Known.B, Known.A, LinkCarrier.TunnelId, isLldp: true, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_link_that_works_one_way_only_is_given_up_once_and_stays_so()
    {
        var discovery = Discovery(Known);
        var changes = 0;
        for (var round = 0; round < 20; round++)
        {
            if (discovery.Saw(Known.A, Known.B, LinkCarrier.TunnelId, isLldp: true, out _)) changes++;
            if (discovery.EndRound(_ => HeardRounds.Every)) changes++;
        }

        changes.ShouldBe(1);
        discovery.Links.ShouldBeEmpty();
    }

    [Fact]
    public void A_port_that_hears_several_others_has_no_link_until_all_but_one_are_silent()
    {
        var discovery = Discovery();
        PortKey one = Fabrics.Port(1, 9), two = Fabrics.Port(2, 9), three = Fabrics.Port(3, 9);
        bool Hear(PortKey from, PortKey to) => discovery.Saw(from, to, LinkCarrier.Vlan, isLldp: false, out _);
        Hear(one, two);
        Hear(two, one).ShouldBeTrue();
        discovery.Links.ShouldHaveSingleItem();

        Hear(three, one).ShouldBeTrue();
        Hear(three, one).ShouldBeFalse("it is known");
        Hear(one, two);
        Hear(one, three);
        discovery.Links.ShouldBeEmpty();
        discovery.SharedPorts.ShouldBe([one]);

        for (var round = 0; round < 5; round++)
        {
            discovery.EndRound(_ => HeardRounds.Every);
            Hear(one, two);
            Hear(two, one);
        }
        discovery.SharedPorts.ShouldBeEmpty();
        discovery.Links.ShouldBe([new LinkStatus(new Link(one, two, LinkCarrier.Vlan), Remembered: false)]);
    }

    [Fact]
    public void LLDP_is_heard_until_it_has_been_silent_for_as_long_as_a_link_may_be()
    {
        var discovery = Discovery();
        discovery.Saw(Known.A, Known.B, LinkCarrier.Vlan, isLldp: false, out _);
        discovery.HearsLldp(Known.B).ShouldBeFalse();

        discovery.Saw(Known.A, Known.B, LinkCarrier.Vlan, isLldp: true, out _);
        discovery.Saw(Known.A, Known.B, LinkCarrier.Vlan, isLldp: false, out _);
        for (var round = 0; round < 3; round++) discovery.EndRound(_ => HeardRounds.Every);
        discovery.HearsLldp(Known.B).ShouldBeTrue();
        discovery.EndRound(_ => HeardRounds.Every);
        discovery.HearsLldp(Known.B).ShouldBeFalse();
    }

    private static LinkDiscovery Discovery(params Link[] remembered) => new(3, remembered);
}
