using L2sm.Sdn.Networks;

namespace L2sm.Sdn.Tests;

public sealed class NetworkSetTests
{
    private static readonly NetworkSet Two = NetworkSet.Empty.With(new L2Network(new NetworkId(1), "one")).With(new L2Network(new NetworkId(2), "two"));

    [Fact]
    public void A_port_of_another_network_is_refused_and_the_network_named()
    {
        var set = Two.Attach(new NetworkId(1), new Attachment(Fabrics.Port(1, 1)));

        Should.Throw<PortTakenException>(() => set.Attach(new NetworkId(2), new Attachment(Fabrics.Port(1, 1)))).Message.ShouldContain("'one'");
        Should.Throw<PortTakenException>(() => set.With(new L2Network(new NetworkId(2), "two").With(new Attachment(Fabrics.Port(1, 1)))));
    }

    [Fact]
    public void Attaching_twice_is_attaching_once()
    {
        var once = Two.Attach(new NetworkId(1), new Attachment(Fabrics.Port(1, 1)));

        once.Attach(new NetworkId(1), new Attachment(Fabrics.Port(1, 1))).Networks[new NetworkId(1)].Attachments.Count.ShouldBe(1);
    }

    [Fact]
    public void A_deleted_networks_ports_are_free_again()
    {
        var set = Two.Attach(new NetworkId(1), new Attachment(Fabrics.Port(1, 1))).Without(new NetworkId(1));

        set.Attach(new NetworkId(2), new Attachment(Fabrics.Port(1, 1))).Owners[Fabrics.Port(1, 1)].ShouldBe(new NetworkId(2));
    }

    [Fact]
    public void A_mirror_port_is_taken_for_every_network_its_own_included()
    {
        var one = Two.Networks[new NetworkId(1)];
        var set = Two.With(one with { Mirrors = [Fabrics.Port(1, 9)] });

        Should.Throw<PortTakenException>(() => set.Attach(new NetworkId(1), new Attachment(Fabrics.Port(1, 9))));
        Should.Throw<PortTakenException>(() => set.Attach(new NetworkId(2), new Attachment(Fabrics.Port(1, 9))));
        Should.Throw<PortTakenException>(() => Two.With((one with { Mirrors = [Fabrics.Port(1, 1)] }).With(new Attachment(Fabrics.Port(1, 1)))));
        set.Detach(Fabrics.Port(1, 9)).Owners.ShouldBeEmpty();
        set.Without(new NetworkId(1)).Owners.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(NetworkId.MirrorBit)]
    [InlineData(0xff_ffffu)]
    public void Numbers_that_mean_something_else_are_no_network_ids(uint value) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new NetworkId(value));

    [Fact]
    public void A_vlan_tag_belongs_to_one_network_until_that_has_another_or_goes()
    {
        var blue = new L2Network(new NetworkId(5), "blue") { Vlan = 7 };
        var green = new L2Network(new NetworkId(6), "green") { Vlan = 7 };
        var set = NetworkSet.Empty.With(blue);

        Should.Throw<VlanTakenException>(() => set.With(green)).Owner.ShouldBe(blue);
        set.With(blue with { Vlan = 8 }).With(green).Networks.Count.ShouldBe(2);
        set.Without(blue.Id).With(green).With(blue with { Vlan = null }).Networks.Count.ShouldBe(2);
        Should.Throw<ArgumentOutOfRangeException>(() => blue with { Vlan = 2047 });
    }
}
