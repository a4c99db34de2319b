using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests;

/// <summary>Links as discovery finds them.</summary>
public class ControllerLinkTests : ControllerTest
{
    [Fact]
    public async Task A_probe_of_the_life_before_counts_as_discovery_and_makes_no_link()
    {
        var one = Fabric.Connect(One);
        var probe = new LldpFrame().Write(new PortKey(Two, 1), FakeSwitch.NewPort(Two, 1).HardwareAddress);
        var packet = new PacketIn(PacketOut.NoBuffer, (ushort)probe.Length, PacketInReason.Action, 0, 0, Match.Of(MatchField.InPort(1)), probe.ToEquatableArray());
        // As soon as the switch may speak, which is before the controller has admitted it.
        await Condition.HoldsAsync(() => one.Received.OfType<FeaturesRequest>().Any(), "the service has heard HELLO");
        await one.SendAsync(packet);
        await InSync(One);
        await one.SendAsync(packet);

        await Condition.HoldsAsync(() => Controller.Snapshot.Switches[One].Counters.PacketInsDiscovery == 2, "both are counted");
        Controller.Snapshot.Switches[One].Counters.PacketInsOther.ShouldBe(0);
        Controller.Snapshot.Links.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_gear_between_switches_eats_LLDP_a_broadcast_finds_the_link_and_attached_ports_get_neither()
    {
        Fabric.Passes = frame => !LldpFrame.IsLldp(frame.AsSpan());
        Controller.Apply(TwoEnds(Blue));
        Fabric.Connect(One);
        Fabric.Connect(Two);

        await Realized(Blue);
        var probes = Fabric[One].Received.OfType<PacketOut>().Where(sent => !LldpFrame.IsLldp(sent.Data.AsSpan())).ToArray();
        probes.SelectMany(sent => sent.Actions.OfType<OutputAction>()).Select(output => output.Port).Distinct().ShouldBe([2u, 3u, 102u], ignoreOrder: true);
        Fabric.Frames.Send(Fabrics.Port(1, 1), Broadcast).Keys.ShouldBe([Fabrics.Port(2, 1)]);
    }

    [Fact]
    public async Task Where_LLDP_is_answered_no_broadcast_is_tried()
    {
        Fabric.Connect(One);
        Fabric.Connect(Two);
        await Condition.HoldsAsync(() => Controller.Snapshot.Links.Length == 1, "the link is found");
        var before = Fabric[One].Received.Count;
        PacketOut[] Broadcasts() => [.. Fabric[One].Received.Skip(before).OfType<PacketOut>().Where(sent => !LldpFrame.IsLldp(sent.Data.AsSpan()))];
        await Condition.HoldsAsync(() => Broadcasts().Length > 6, "hosts' ports are tried");

        Broadcasts().SelectMany(sent => sent.Actions.OfType<OutputAction>()).ShouldNotContain(output => output.Port == 102);
    }

    [Fact]
    public async Task A_link_whose_port_somebody_wants_attached_stays()
    {
        Fabric.Connect(One);
        Fabric.Connect(Two);
        await Condition.HoldsAsync(() => Controller.Snapshot.Links.Length == 1, "the link is found");
        Controller.Apply(OneSwitch(Blue, 102));
        var probes = Fabric[One].Received.Count;
        await Condition.HoldsAsync(
            () => Fabric[One].Received.Skip(probes).OfType<PacketOut>().Count(sent => sent.Actions.Contains(new OutputAction(2))) > 8, "rounds go by, more than a silent link has");

        Controller.Snapshot.Links.ShouldHaveSingleItem();
        Controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 102)]!.Kind.ShouldBe(ShortfallKind.PortIsLink);
    }
}

/// <summary>The same on switches that speak plain OpenFlow 1.3.</summary>
public sealed class PlainSwitchControllerLinkTests : ControllerLinkTests
{
    /// <inheritdoc/>
    protected override bool IsPlain => true;
}
