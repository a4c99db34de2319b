using CsCheck;
using L2sm.OpenFlow.Matching;

namespace L2sm.OpenFlow.Tests;

public class MatchTests
{
    private static readonly MacAddress Mac = MacAddress.Parse("02:00:00:00:00:0a");

    [Fact]
    public void The_order_of_fields_does_not_matter()
    {
        var one = Match.Of(MatchField.Metadata(5), MatchField.EthDst(Mac), MatchField.InPort(1));
        var other = Match.Of(MatchField.InPort(1), MatchField.EthDst(Mac), MatchField.Metadata(5));
        one.ShouldBe(other);
        one.GetHashCode().ShouldBe(other.GetHashCode());
        one.ToString().ShouldBe("in_port=1,metadata=0x5,dl_dst=02:00:00:00:00:0a");
    }

    [Fact]
    public void A_mask_of_all_ones_is_no_mask() =>
        Match.Of(MatchField.Metadata(5, ulong.MaxValue), MatchField.EthSrc(Mac, MacAddress.Broadcast)).ShouldBe(Match.Of(MatchField.Metadata(5), MatchField.EthSrc(Mac)));

    [Fact]
    public void A_mask_of_zeros_is_no_field() => Match.Of(MatchField.Metadata(5, 0)).ShouldBeSameAs(Match.Any);

    [Fact]
    public void Value_bits_outside_the_mask_do_not_count() => Match.Of(MatchField.Metadata(0xff, 0xf)).ShouldBe(Match.Of(MatchField.Metadata(0xf, 0xf)));

    [Fact]
    public void A_field_twice_is_refused() =>
        Should.Throw<ArgumentException>(() => Match.Of(MatchField.InPort(1), MatchField.InPort(2))).Message.ShouldContain("OXM_OF_IN_PORT is in the match twice");

    [Fact]
    public void A_value_too_wide_is_refused() =>
        Should.Throw<ArgumentException>(() => Match.Of(new OxmField(Oxm.EthType, 0x10000))).Message.ShouldContain("does not fit the 2 bytes of OXM_OF_ETH_TYPE");

    [Fact]
    public void Fields_are_found_by_their_type()
    {
        var match = Match.Of(MatchField.Metadata(5), MatchField.InPort(1));
        match.TryGet(Oxm.Metadata, out var metadata).ShouldBeTrue();
        metadata.ShouldBe(MatchField.Metadata(5));
        match.TryGet(Oxm.EthDst, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_match_made_again_of_its_fields_is_the_same() => Generators.Match.Sample(static match =>
    {
        Match.TryCreate(match.Fields.AsSpan(), match.RawFields.AsSpan(), out var again, out _).ShouldBeTrue();
        again.ShouldBe(match);
    });

    [Fact]
    public void Matches_read_like_ovs_ofctl()
    {
        Match.Any.ToString().ShouldBe("");
        Match.Of(MatchField.EthType(0x806), MatchField.ArpOp(1), MatchField.ArpTpa(System.Net.IPAddress.Parse("10.0.0.1"))).ToString()
            .ShouldBe("dl_type=0x0806,arp_op=1,arp_tpa=10.0.0.1");
        Match.Of(MatchField.InPort(PortNumbers.Local), MatchField.VlanVid(5), MatchField.Register(3, 1, 0xff)).ToString()
            .ShouldBe("in_port=LOCAL,vlan_vid=0x1005,reg3=0x1/0xff");
        Match.Of(new OxmField(new OxmType(0x8000, 99, 3), 0x10203)).ToString().ShouldBe("oxm_8000_99_3=0x10203");
    }

    [Fact]
    public void Addresses_that_are_not_IPv4_are_refused() =>
        Should.Throw<ArgumentException>(() => MatchField.Ipv4Src(System.Net.IPAddress.IPv6Loopback)).Message.ShouldContain("::1 is not an IPv4 address");
}
