using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Tests.Topology;

public sealed class LinkDiscoveryTests
{
    private static readonly Link Known = Fabrics.Link(1, 2);

    [Fact]
    public void A_link_counts_once_it_was_seen_both_ways()
    {
        var discovery = Discovery();

        discovery.Saw(Known.A, Known.B, LinkCarrier.TunnelId, out var oneWay).ShouldBeFalse();
        oneWay.ShouldBeTrue();
        discovery.Links.ShouldBeEmpty();
        discovery.Saw(Known.B, Known.A, LinkCarrier.TunnelId, out oneWay).ShouldBeTrue();
        oneWay.ShouldBeFalse();
        discovery.Links.ShouldBe([new LinkStatus(Known, Remembered: false)]);
    }

    [Fact]
    public void A_link_that_carries_tunnel_ids_one_way_only_counts_as_one_that_does_not()
    {
        var discovery = Discovery();
        discovery.Saw(Known.A, Known.B, LinkCarrier.TunnelId, out _);
        discovery.Saw(Known.B, Known.A, LinkCarrier.Vlan, out _);

        discovery.Links.ShouldHaveSingleItem().Link.Carrier.ShouldBe(LinkCarrier.Vlan);
    }

    [Fact]
    public void A_cable_back_into_the_same_switch_is_no_link()
    {
        var discovery = Discovery();
        discovery.Saw(Fabrics.Port(1, 5), Fabrics.Port(1, 6), LinkCarrier.TunnelId, out _);
        discovery.Saw(Fabrics.Port(1, 6), Fabrics.Port(1, 5), LinkCarrier.TunnelId, out _).ShouldBeFalse();

        discovery.Links.ShouldBeEmpty();
    }

    [Fact]
    public void A_remembered_link_stays_until_seen_and_is_then_no_longer_only_remembered()
    {
        var discovery = Discovery(Known);
        discovery.Links.ShouldBe([new LinkStatus(Known, Remembered: true)]);

        discovery.Saw(Known.A, Known.B, LinkCarrier.TunnelId, out _);
        discovery.Saw(Known.B, Known.A, LinkCarrier.TunnelId, out _);

        discovery.Links.ShouldBe([new LinkStatus(Known, Remembered: false)]);
    }

    [Fact]
    public void Silence_ends_a_link_only_while_both_switches_are_connected()
    {
        var discovery = Discovery(Known);
        for (var round = 0; round < 10; round++) discovery.EndRound(id => id.Value == 1 ? 0 : null).ShouldBeFalse("one is away");
        discovery.EndRound(_ => discovery.Round - 1).ShouldBeFalse("they have not been connected for long enough");

        discovery.EndRound(_ => 0).ShouldBeTrue();
        discovery.Links.ShouldBeEmpty();
    }

    [Fact]
    public void A_port_that_goes_takes_its_links_with_it_and_they_must_be_seen_both_ways_again()
    {
        var discovery = Discovery();
        discovery.Saw(Known.A, Known.B, LinkCarrier.TunnelId, out _);
        discovery.Saw(Known.B, Known.A, LinkCarrier.TunnelId, out _);

        discovery.PortGone(Known.B).ShouldBeTrue();
        discovery.Links.ShouldBeEmpty();
        discovery.Saw(Known.B, Known.A, LinkCarrier.TunnelId, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_link_that_works_one_way_only_is_given_up_once_and_stays_so()
    {
        var discovery = Discovery(Known);
        var changes = 0;
        for (var round = 0; round < 20; round++)
        {
            if (discovery.Saw(Known.A, Known.B, LinkCarrier.TunnelId, out _)) changes++;
            if (discovery.EndRound(_ => 0)) changes++;
        }

        changes.ShouldBe(1);
        discovery.Links.ShouldBeEmpty();
    }

    private static LinkDiscovery Discovery(params Link[] remembered) => new(3, remembered);
}
