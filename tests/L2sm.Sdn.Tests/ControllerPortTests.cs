using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests;

/// <summary>Ports that move, leave, come back as others or never were, and what was learned at them.</summary>
public class ControllerPortTests : ControllerTest
{
    [Fact]
    public async Task A_port_that_moves_is_never_in_both_networks()
    {
        Fabric.Connect(One);
        var port = new Attachment(Fabrics.Port(1, 1));
        var set = NetworkSet.Empty.With(new L2Network(Blue, "blue").With(port).With(new Attachment(Fabrics.Port(1, 2)))).With(new L2Network(Green, "green"));
        Controller.Apply(set);
        await Realized(Blue);
        Fabric[One].Received.Clear();

        Controller.Apply(set.Detach(port.Port).Attach(Green, port));
        await Realized(Green);

        var messages = Fabric[One].Received.Where(message => message is FlowMod or GroupMod || IsConfirmation(message)).ToArray();
        var lastOfBlue = Array.FindLastIndex(messages, message => message is FlowMod { Command: FlowModCommand.DeleteStrict } or FlowMod { Command: FlowModCommand.Delete });
        var firstOfGreen = Array.FindIndex(messages, message => message is FlowMod { Command: FlowModCommand.Add } add && FlowCookie.Read(add.Cookie) == new FlowCookie(FlowKind.Port, Green.Value));
        messages[lastOfBlue..firstOfGreen].ShouldContain(message => IsConfirmation(message), "what the port had in blue is gone for certain before green gets it");
    }

    [Fact]
    public async Task When_a_port_leaves_a_network_the_other_switches_forget_what_they_have_learned()
    {
        Fabric.Connect(One);
        Fabric.Connect(Two);
        var set = TwoEnds(Blue).Attach(Blue, new Attachment(Fabrics.Port(1, 2)));
        Controller.Apply(set);
        await Realized(Blue);
        Fabric.Frames.Send(Fabrics.Port(1, 2), Broadcast);
        Fabric[Two].Process(101, Blue.Value, Broadcast);
        Fabric[Two].Tables.Flows.ShouldContain(flow => flow.TableId == Tables.Learned);

        Controller.Apply(set.Detach(Fabrics.Port(1, 2)));

        await Condition.HoldsAsync(() => Fabric[Two].Tables.Flows.All(flow => flow.TableId != Tables.Learned), "the other switch has forgotten");
    }

    [Fact]
    public async Task A_port_that_the_switch_does_not_have_is_named()
    {
        Fabric.Connect(One);
        await InSync(One);
        Controller.Apply(OneSwitch(Blue, 77));

        await Condition.HoldsAsync(
            () => Controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 77)]?.Kind == ShortfallKind.PortNotFound, "the missing port is known");
    }

    [Fact]
    public async Task A_port_that_comes_up_at_the_number_of_an_attached_one_is_kept_out_until_it_is_attached_itself()
    {
        var fake = Fabric.Connect(One);
        var set = OneSwitch(Blue, 1).Attach(Blue, new Attachment(Fabrics.Port(1, 2)));
        Controller.Apply(set);
        await Realized(Blue);
        var old = FakeSwitch.NewPort(One, 1);

        await fake.SendAsync(new PortStatusMessage(PortStatusReason.Delete, old));
        await fake.SendAsync(new PortStatusMessage(PortStatusReason.Add, old));
        await Condition.HoldsAsync(() => Controller.Snapshot.Switches[One].Ports.ContainsKey(1), "it is back");
        await Realized(Blue);

        await fake.SendAsync(new PortStatusMessage(PortStatusReason.Delete, old));
        await fake.SendAsync(new PortStatusMessage(PortStatusReason.Add, old with { Name = "another" }));
        await Condition.HoldsAsync(() => fake.Process(1, 0, Broadcast).Count == 0 && fake.Process(2, 0, Broadcast).Count == 0, "it is in no network");
        var missing = Controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 1)].ShouldNotBeNull();
        missing.Kind.ShouldBe(ShortfallKind.PortReplaced);
        missing.Message.ShouldContain("'p1'");
        missing.Message.ShouldContain("'another'");
        await InSync(One);
        Controller.Apply(set.Attach(Blue, new Attachment(Fabrics.Port(1, 3))));
        await Condition.HoldsAsync(() => fake.Process(3, 0, Broadcast).Count == 1, "another attach goes on, and changes nothing for it");

        Controller.Apply(set.Detach(Fabrics.Port(1, 1)).Attach(Blue, new Attachment(Fabrics.Port(1, 1))));
        await Realized(Blue);
        fake.Process(1, 0, Broadcast).ShouldHaveSingleItem().Port.ShouldBe(2u);
    }

    [Fact]
    public async Task A_switch_that_comes_back_with_another_port_at_an_attached_number_keeps_it_out()
    {
        var fake = Fabric.Connect(One);
        Controller.Apply(OneSwitch(Blue, 1));
        await Realized(Blue);
        await fake.DisposeAsync();

        await using var again = new FakeSwitch(One, Fabric.Frames[One], 1, 2) { IsPlain = IsPlain };
        again.Ports[1] = again.Ports[1] with { Name = "another" };
        var session = Controller.RunSessionAsync(again.Transport, "again", CancellationToken.None);
        again.Start();

        await Condition.HoldsAsync(() => Controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 1)]?.Kind == ShortfallKind.PortReplaced, "it is kept out");
        await again.DisposeAsync();
        await session;
    }

    [Fact]
    public async Task A_port_that_one_network_cannot_let_go_is_not_given_to_another()
    {
        var fake = Fabric.Connect(One);
        var port = new Attachment(Fabrics.Port(1, 1));
        var set = NetworkSet.Empty.With(new L2Network(Blue, "blue").With(port).With(new Attachment(Fabrics.Port(1, 2)))).With(new L2Network(Green, "green"));
        Controller.Apply(set);
        await Realized(Blue);
        fake.Refuses = message => message is GroupMod { Command: GroupModCommand.Modify } mod && mod.GroupId == GroupIds.Flood(Blue) ? ((ushort)6, (ushort)3) : null;

        Controller.Apply(set.Detach(port.Port).Attach(Green, port));
        await Condition.HoldsAsync(() => Log.Lines.Any(line => line.Event.Id == 1007), "blue's change is refused");
        await Condition.HoldsAsync(() => fake.Received.Last() is PacketOut or EchoRequest or BarrierRequest or GroupDescriptionRequest or MeterConfigRequest, "the round is over");

        fake.Process(2, 0, Broadcast).ShouldContain(departure => departure.Port == 1, "blue still sends to the port");
        fake.Tables.Flows.ShouldNotContain(flow => flow.Cookie == new FlowCookie(FlowKind.Port, Green.Value).Value, "so green does not get it");
        Controller.Snapshot.Networks[Green].Attachments[port.Port].ShouldNotBeNull();
    }

    [Fact]
    public async Task An_address_taught_by_a_frame_under_way_is_swept()
    {
        await Fabric.DisposeAsync();
        await Controller.DisposeAsync();
        NewController(options: Options with { LearnedSweepDelay = TimeSpan.FromMilliseconds(50) });
        var fake = Fabric.Connect(One);
        var set = OneSwitch(Blue, 1).Attach(Blue, new Attachment(Fabrics.Port(1, 2)));
        Controller.Apply(set);
        await Realized(Blue);
        fake.Process(2, 0, Broadcast);
        var learned = fake.Tables.Flows.Single(flow => FlowCookie.Read(flow.Cookie).Kind == FlowKind.Learned);

        Controller.Apply(set.Detach(Fabrics.Port(1, 2)));
        await Condition.HoldsAsync(() => fake.Received.OfType<FlowMod>().Any(mod => mod.Command == FlowModCommand.Delete), "learned addresses are forgotten");
        fake.Learn(learned); // as a switch does that was translating a frame meanwhile

        await Condition.HoldsAsync(() => fake.Tables.Flows.All(flow => FlowCookie.Read(flow.Cookie).Kind != FlowKind.Learned), "the sweep finds it");
    }

    [Fact]
    public async Task A_host_that_takes_anothers_known_address_is_learned_and_gets_none_of_its_frames()
    {
        var fake = Fabric.Connect(One);
        var known = MacAddress.Parse("02:00:00:00:00:02");
        Controller.Apply(OneSwitch(Blue, 1).Attach(Blue, new Attachment(Fabrics.Port(1, 2), [known])).Attach(Blue, new Attachment(Fabrics.Port(1, 3))));
        await Realized(Blue);

        fake.Process(3, 0, new Frame(MacAddress.Broadcast, known));

        fake.Tables.Flows.Where(flow => flow.TableId == Tables.Learned).ShouldHaveSingleItem();
        fake.Process(1, 0, new Frame(known, MacAddress.Parse("02:00:00:00:00:01"))).ShouldHaveSingleItem().Port.ShouldBe(2u);
    }

    /// <summary>Whether its answer confirms all changes before it.</summary>
    private static bool IsConfirmation(OpenFlowMessage message) => message is BarrierRequest or BundleControl { ControlType: BundleControlType.CommitRequest };
}

/// <summary>The same on switches that speak plain OpenFlow 1.3.</summary>
public sealed class PlainSwitchControllerPortTests : ControllerPortTests
{
    /// <inheritdoc/>
    protected override bool IsPlain => true;
}
