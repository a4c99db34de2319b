using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests;

/// <summary>Rates: kept by meters of the switch, or said to be kept by nobody.</summary>
public sealed class RateTests
{
    private const int Frames = 200;
    private static readonly NetworkId Blue = new(5);
    private static readonly NetworkId Green = new(6);

    /// <summary>17 frames of the 14 bytes that are injected here at once, then 9 a second.</summary>
    private static readonly RateLimit Slow = new(1, 2);

    [OpenVSwitchFact]
    public async Task A_rate_of_a_port_or_a_network_drops_what_is_above_it_and_goes_where_the_port_goes()
    {
        await using var ovs = await OpenVSwitch.StartAsync(1, ports: 6);
        var limited = new Attachment(Fabrics.Port(1, 1)) { Rate = Slow, Guard = new SourceGuard([.. Enumerable.Range(0, Frames).Select(Host)], []) };
        var blue = new L2Network(Blue, "blue").With(limited).With(new Attachment(Fabrics.Port(1, 2)));
        var green = new L2Network(Green, "green") { Rate = Slow }.With(new Attachment(Fabrics.Port(1, 3))).With(new Attachment(Fabrics.Port(1, 4)));
        var free = new L2Network(new NetworkId(7), "free").With(new Attachment(Fabrics.Port(1, 5))).With(new Attachment(Fabrics.Port(1, 6)));
        var networks = NetworkSet.Empty.With(blue).With(green).With(free);
        await using (var fabric = await RealFabric.StartAsync(networks, [], ovs))
        {
            await fabric.TrueAsync();
            foreach (var port in new uint[] { 1, 3, 5 }) await ovs.InjectAsync(port, Enumerable.Range(0, Frames).Select(i => Host(i).ToString()), "ff:ff:ff:ff:ff:ff");
            await Condition.ReachesAsync(() => ovs.SentAsync(6), sent => sent >= Frames / 2, "the free port's frames are over, but for some that the switch was too busy for");

            (await ovs.SentAsync(2)).ShouldBeInRange(1, Frames / 3, "by the port's rate");
            (await ovs.SentAsync(4)).ShouldBeInRange(1, Frames / 3, "by the network's rate");
        }

        await using var again = await RealFabric.StartAsync(networks, [], ovs);
        again.ModsSent.ShouldBe(0, "the switch gives the rules back as they were sent");
        // The port moves to another network, its rate with it; then to no rate.
        await again.ApplyAsync(networks.Detach(limited.Port).Attach(free.Id, limited));
        await again.TrueAsync();
        (await ovs.OfctlAsync("dump-flows", "--no-stats")).ShouldContain("actions=meter:1,write_metadata:0x7");
        await again.ApplyAsync(networks.Detach(limited.Port).Without(Green));
        (await ovs.OfctlAsync("dump-meters")).ShouldNotContain("meter=");
    }

    [Fact]
    public async Task A_switch_without_meters_lets_nothing_through_without_its_limit_and_says_so()
    {
        var log = new TestLog();
        await using var controller = new L2smController(new L2smControllerOptions(), [], TimeProvider.System, log);
        await using var fabric = new FakeFabric(controller) { IsPlain = true };
        var one = new DatapathId(1);
        controller.Apply(NetworkSet.Empty
            .With(new L2Network(Blue, "blue").With(new Attachment(Fabrics.Port(1, 1)) { Rate = Slow }).With(new Attachment(Fabrics.Port(1, 2))))
            .With(new L2Network(Green, "green").With(new Attachment(Fabrics.Port(1, 3)))));
        fabric.Connect(one);

        await Condition.HoldsAsync(() => controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 1)] is { Kind: ShortfallKind.Refused }, "the refusal is known");
        controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 1)]!.Message.ShouldContain("the switch has no meter for this rate");
        await Condition.HoldsAsync(() => controller.Snapshot.Networks[Green].Attachments[Fabrics.Port(1, 3)] is null, "green is not concerned");
        fabric[one].Process(1, 0, new Frame(MacAddress.Broadcast, Host(1))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rate_that_no_meter_has_a_number_for_is_said_and_its_port_left_out()
    {
        var log = new TestLog();
        await using var controller = new L2smController(new L2smControllerOptions(), [], TimeProvider.System, log);
        var high = new NetworkId(MeterIds.MaxNetwork + 1);
        controller.Apply(NetworkSet.Empty
            .With(new L2Network(Blue, "blue").With(new Attachment(Fabrics.Port(1, 70_000)) { Rate = Slow }).With(new Attachment(Fabrics.Port(1, 70_001))))
            .With(new L2Network(high, "high") { Rate = Slow, Mirrors = [Fabrics.Port(1, 3)] }.With(new Attachment(Fabrics.Port(1, 1)))));

        var blue = controller.Snapshot.Networks[Blue].Attachments;
        blue[Fabrics.Port(1, 70_000)]!.Kind.ShouldBe(ShortfallKind.NoMeter);
        blue[Fabrics.Port(1, 70_001)]!.Kind.ShouldBe(ShortfallKind.SwitchNotConnected);
        controller.Snapshot.Networks[high].Attachments[Fabrics.Port(1, 1)]!.Message.ShouldContain("196,608");
        log.HasNoErrors();
    }

    [Fact]
    public void A_rate_that_is_used_up_stops_its_port_or_its_network_alone()
    {
        var plan = FabricPlan.Empty.With(NetworkSet.Empty
            .With(new L2Network(Blue, "blue").With(new Attachment(Fabrics.Port(1, 1)) { Rate = Slow }).With(new Attachment(Fabrics.Port(1, 2))))
            .With(new L2Network(Green, "green") { Rate = Slow, Mirrors = [Fabrics.Port(1, 9)] }.With(new Attachment(Fabrics.Port(1, 3))).With(new Attachment(Fabrics.Port(1, 4)))));
        var tables = new SoftwareSwitch();
        foreach (var fragment in plan.TablesOf(new DatapathId(1)).Fragments.Values)
        {
            foreach (var meter in fragment.Meters) tables.Apply(meter.ToMod(MeterModCommand.Add)).ShouldBeNull();
            foreach (var group in fragment.Groups) tables.Apply(group.ToMod(GroupModCommand.Add)).ShouldBeNull();
            foreach (var flow in fragment.Flows) tables.Apply(flow.ToAdd()).ShouldBeNull();
        }
        uint[] From(uint port) => [.. tables.Process(port, 0, new Frame(MacAddress.Broadcast, Host((int)port))).Select(departure => departure.Port)];

        From(1).ShouldBe([2u]);
        From(3).ShouldBe([9u, 4u]);
        tables.ExhaustedMeters.UnionWith([MeterIds.OfPort(1)!.Value, MeterIds.OfNetwork(Green)!.Value]);

        From(1).ShouldBeEmpty();
        From(2).ShouldBe([1u], "the other port has no rate");
        From(3).ShouldBe([9u], "a mirror sees what the port sends, the network carries no more");
    }

    private static MacAddress Host(int host) => new(0x0200_0000_0000UL + (uint)host);
}
