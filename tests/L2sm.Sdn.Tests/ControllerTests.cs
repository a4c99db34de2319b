using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests;

/// <summary>The controller on switches that have the extensions of Open vSwitch, and, for <see cref="PlainSwitchControllerTests"/>, on those that have none.</summary>
public class ControllerTests : IAsyncLifetime
{
    private static readonly DatapathId One = new(1);
    private static readonly DatapathId Two = new(2);
    private static readonly NetworkId Blue = new(5);
    private static readonly NetworkId Green = new(6);

    /// <summary>The switches have no extensions.</summary>
    protected virtual bool IsPlain => false;

    private readonly TestLog log = new();
    private readonly Link link = Fabrics.Link(1, 2);
    private L2smController controller = null!;
    private FakeFabric fabric = null!;

    private static L2smControllerOptions Options { get; } = new() { DiscoveryInterval = TimeSpan.FromMilliseconds(50) };

    public Task InitializeAsync()
    {
        NewController();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await fabric.DisposeAsync();
        await controller.DisposeAsync();
        log.HasNoErrors();
    }

    [Fact]
    public async Task A_switch_that_connects_gets_the_base_flows_and_nothing_else()
    {
        fabric.Connect(One);

        await InSync(One);
        fabric[One].Tables.Flows.Count.ShouldBe(8);
        fabric[One].Tables.Groups.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_network_over_two_switches_becomes_true_once_their_link_is_found()
    {
        controller.Apply(TwoEnds(Blue));
        fabric.Connect(One);
        fabric.Connect(Two);

        await Realized(Blue);
        fabric.Frames.Send(Fabrics.Port(1, 1), Broadcast).Keys.ShouldBe([Fabrics.Port(2, 1)]);
        controller.Snapshot.Links.ShouldBe([new LinkStatus(link, Remembered: false)]);
    }

    [Fact]
    public async Task A_network_whose_switch_is_away_says_so()
    {
        controller.Apply(TwoEnds(Blue));
        fabric.Connect(One);

        await Condition.HoldsAsync(() => controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(2, 1)]?.Kind is not null, "a shortfall");
        await InSync(One);
        var shortfall = controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(2, 1)].ShouldNotBeNull();
        shortfall.Kind.ShouldBeOneOf(ShortfallKind.SwitchNotConnected, ShortfallKind.NoPath);
        shortfall.Message.ShouldContain(Two.ToString());
    }

    [Fact]
    public async Task A_restart_with_the_same_intent_and_the_remembered_links_sends_no_mod()
    {
        controller.Apply(TwoEnds(Blue));
        fabric.Connect(One);
        fabric.Connect(Two);
        await Realized(Blue);
        var tables = fabric.Frames;
        await fabric.DisposeAsync();
        await controller.DisposeAsync();

        NewController([link]);
        controller.Apply(TwoEnds(Blue));
        foreach (var (id, held) in tables.Switches) fabric.Frames.Switches[id] = held;
        var before = tables.Switches.Values.Sum(tables => tables.ModsApplied);
        fabric.Connect(One);
        fabric.Connect(Two);
        await Realized(Blue);
        await Condition.HoldsAsync(() => controller.Snapshot.Links.All(status => !status.Remembered), "the link was seen again");
        await InSync(One);
        await InSync(Two);

        tables.Switches.Values.Sum(tables => tables.ModsApplied).ShouldBe(before);
        controller.Snapshot.Switches[One].Counters.FlowMods.ShouldBe(0);
        controller.Snapshot.Switches[Two].Counters.GroupMods.ShouldBe(0);
    }

    [Fact]
    public async Task A_port_that_moves_is_never_in_both_networks()
    {
        fabric.Connect(One);
        var port = new Attachment(Fabrics.Port(1, 1));
        var set = NetworkSet.Empty.With(new L2Network(Blue, "blue").With(port).With(new Attachment(Fabrics.Port(1, 2)))).With(new L2Network(Green, "green"));
        controller.Apply(set);
        await Realized(Blue);
        fabric[One].Received.Clear();

        controller.Apply(set.Detach(port.Port).Attach(Green, port));
        await Realized(Green);

        var messages = fabric[One].Received.Where(message => message is FlowMod or GroupMod || IsConfirmation(message)).ToArray();
        var lastOfBlue = Array.FindLastIndex(messages, message => message is FlowMod { Command: FlowModCommand.DeleteStrict } or FlowMod { Command: FlowModCommand.Delete });
        var firstOfGreen = Array.FindIndex(messages, message => message is FlowMod { Command: FlowModCommand.Add } add && FlowCookie.Read(add.Cookie) == new FlowCookie(FlowKind.Port, Green.Value));
        messages[lastOfBlue..firstOfGreen].ShouldContain(message => IsConfirmation(message), "what the port had in blue is gone for certain before green gets it");
    }

    [Fact]
    public async Task A_refused_rule_is_reported_with_the_switchs_words_and_harms_no_other_network()
    {
        var fake = fabric.Connect(One);
        fake.Refuses = message => message is GroupMod { GroupId: var id } && id == GroupIds.Flood(Blue) ? ((ushort)6, (ushort)3) : null;
        controller.Apply(OneSwitch(Blue, 1).With(new L2Network(Green, "green").With(new Attachment(Fabrics.Port(1, 2)))));

        await Realized(Green);
        await Condition.HoldsAsync(
            () => controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 1)]?.Kind == ShortfallKind.Refused, "the refusal is known");
        controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 1)]!.Message.ShouldContain("GROUP_MOD");
        controller.Snapshot.Switches[One].InSync.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_refused_is_tried_once_in_each_form_that_the_network_takes()
    {
        var fake = fabric.Connect(One);
        fake.Refuses = message => message is GroupMod { GroupId: var id } && id == GroupIds.Flood(Blue) ? ((ushort)6, (ushort)3) : null;
        int Tried() => fake.Received.Count(message => message is GroupMod { GroupId: var id } && id == GroupIds.Flood(Blue));
        var set = OneSwitch(Blue, 1);
        for (uint port = 1; port <= 2; port++)
        {
            set = set.Attach(Blue, new Attachment(Fabrics.Port(1, port)));
            controller.Apply(set);
            await Condition.HoldsAsync(
                () => controller.Snapshot.Networks[Blue].Attachments.GetValueOrDefault(Fabrics.Port(1, port))?.Kind == ShortfallKind.Refused, $"refused with {port} ports");
        }

        var before = Tried();
        controller.Apply(set.With(new L2Network(Green, "green").With(new Attachment(Fabrics.Port(1, 3)))));
        await Realized(Green);
        Tried().ShouldBe(before);
    }

    [Fact]
    public async Task A_network_is_not_true_before_the_barrier_is_answered()
    {
        var fake = fabric.Connect(One);
        await InSync(One);
        fake.AnswersBarriers = false;
        controller.Apply(OneSwitch(Blue, 1));
        await Condition.HoldsAsync(() => fake.Received.Any(message => message is GroupMod), "the rules are sent");

        controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 1)]!.Kind.ShouldBe(ShortfallKind.NotConfirmed);
    }

    [Fact]
    public async Task A_switch_is_not_in_sync_from_the_moment_when_something_waits_to_be_sent()
    {
        var one = fabric.Connect(One);
        await InSync(One);
        one.AnswersBarriers = false;
        controller.Apply(TwoEnds(Blue));

        controller.Snapshot.Switches[One].InSync.ShouldBeFalse();
    }

    [Fact]
    public async Task A_probe_of_the_life_before_counts_as_discovery_and_makes_no_link()
    {
        var one = fabric.Connect(One);
        var probe = new LldpFrame().Write(new PortKey(Two, 1), FakeSwitch.NewPort(Two, 1).HardwareAddress);
        var packet = new PacketIn(PacketOut.NoBuffer, (ushort)probe.Length, PacketInReason.Action, 0, 0, Match.Of(MatchField.InPort(1)), probe.ToEquatableArray());
        // As soon as the switch may speak, which is before the controller has admitted it.
        await Condition.HoldsAsync(() => one.Received.OfType<FeaturesRequest>().Any(), "the service has heard HELLO");
        await one.SendAsync(packet);
        await InSync(One);
        await one.SendAsync(packet);

        await Condition.HoldsAsync(() => controller.Snapshot.Switches[One].Counters.PacketInsDiscovery == 2, "both are counted");
        controller.Snapshot.Switches[One].Counters.PacketInsOther.ShouldBe(0);
        controller.Snapshot.Links.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_gear_between_switches_eats_LLDP_a_broadcast_finds_the_link_and_attached_ports_get_neither()
    {
        fabric.Passes = frame => !LldpFrame.IsLldp(frame.AsSpan());
        controller.Apply(TwoEnds(Blue));
        fabric.Connect(One);
        fabric.Connect(Two);

        await Realized(Blue);
        var probes = fabric[One].Received.OfType<PacketOut>().Where(sent => !LldpFrame.IsLldp(sent.Data.AsSpan())).ToArray();
        probes.SelectMany(sent => sent.Actions.OfType<OutputAction>()).Select(output => output.Port).Distinct().ShouldBe([2u, 3u, 102u], ignoreOrder: true);
        fabric.Frames.Send(Fabrics.Port(1, 1), Broadcast).Keys.ShouldBe([Fabrics.Port(2, 1)]);
    }

    [Fact]
    public async Task When_a_port_leaves_a_network_the_other_switches_forget_what_they_have_learned()
    {
        fabric.Connect(One);
        fabric.Connect(Two);
        var set = TwoEnds(Blue).Attach(Blue, new Attachment(Fabrics.Port(1, 2)));
        controller.Apply(set);
        await Realized(Blue);
        fabric.Frames.Send(Fabrics.Port(1, 2), Broadcast);
        fabric[Two].Process(101, Blue.Value, Broadcast);
        fabric[Two].Tables.Flows.ShouldContain(flow => flow.TableId == Tables.Learned);

        controller.Apply(set.Detach(Fabrics.Port(1, 2)));

        await Condition.HoldsAsync(() => fabric[Two].Tables.Flows.All(flow => flow.TableId != Tables.Learned), "the other switch has forgotten");
    }

    [Fact]
    public async Task Where_LLDP_is_answered_no_broadcast_is_tried()
    {
        fabric.Connect(One);
        fabric.Connect(Two);
        await Condition.HoldsAsync(() => controller.Snapshot.Links.Length == 1, "the link is found");
        var before = fabric[One].Received.Count;
        PacketOut[] Broadcasts() => [.. fabric[One].Received.Skip(before).OfType<PacketOut>().Where(sent => !LldpFrame.IsLldp(sent.Data.AsSpan()))];
        await Condition.HoldsAsync(() => Broadcasts().Length > 6, "hosts' ports are tried");

        Broadcasts().SelectMany(sent => sent.Actions.OfType<OutputAction>()).ShouldNotContain(output => output.Port == 102);
    }

    [Fact]
    public async Task A_link_whose_port_somebody_wants_attached_stays()
    {
        fabric.Connect(One);
        fabric.Connect(Two);
        await Condition.HoldsAsync(() => controller.Snapshot.Links.Length == 1, "the link is found");
        controller.Apply(OneSwitch(Blue, 102));
        var probes = fabric[One].Received.Count;
        await Condition.HoldsAsync(
            () => fabric[One].Received.Skip(probes).OfType<PacketOut>().Count(sent => sent.Actions.Contains(new OutputAction(2))) > 8, "rounds go by, more than a silent link has");

        controller.Snapshot.Links.ShouldHaveSingleItem();
        controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 102)]!.Kind.ShouldBe(ShortfallKind.PortIsLink);
    }

    [Fact]
    public async Task A_port_that_the_switch_does_not_have_is_named()
    {
        fabric.Connect(One);
        await InSync(One);
        controller.Apply(OneSwitch(Blue, 77));

        await Condition.HoldsAsync(
            () => controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 77)]?.Kind == ShortfallKind.PortNotFound, "the missing port is known");
    }

    [Fact]
    public async Task Deleting_the_last_network_leaves_the_base_flows()
    {
        fabric.Connect(One);
        fabric.Connect(Two);
        controller.Apply(TwoEnds(Blue));
        await Realized(Blue);
        fabric.Frames.Send(Fabrics.Port(1, 1), Broadcast);

        controller.Apply(NetworkSet.Empty);

        await Condition.HoldsAsync(() => fabric[One].Tables.Groups.Count == 2 && fabric[Two].Tables.Groups.Count == 2, "the link's groups alone are left");
        await InSync(One);
        await InSync(Two);
        fabric[One].Tables.Flows.Count.ShouldBe(11, "base flows and one link");
        controller.Snapshot.Networks.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_switch_again_takes_over_from_its_older_session()
    {
        var older = fabric.Connect(One);
        await InSync(One);
        var tables = older.Tables;
        fabric.Connect(One);

        await Condition.HoldsAsync(() => log.Lines.Any(line => line.Event.Id == 1010), "the newer session took over");
        await InSync(One);
        tables.Flows.Count.ShouldBe(8);
    }

    [Fact]
    public async Task What_is_missing_on_the_switch_is_repaired_by_the_audit()
    {
        await fabric.DisposeAsync();
        await controller.DisposeAsync();
        NewController(options: Options with { AuditInterval = TimeSpan.FromMilliseconds(100) });
        fabric.Connect(One);
        await InSync(One);

        fabric[One].Tables.Clear();

        await Condition.HoldsAsync(() => fabric[One].Tables.Flows.Count == 8, "the flows are back");
        await Condition.HoldsAsync(() => log.Lines.Any(line => line.Event.Id == 1009), "the repair is in the log");
    }

    [Fact]
    public async Task A_port_that_comes_up_at_the_number_of_an_attached_one_is_kept_out_until_it_is_attached_itself()
    {
        var fake = fabric.Connect(One);
        var set = OneSwitch(Blue, 1).Attach(Blue, new Attachment(Fabrics.Port(1, 2)));
        controller.Apply(set);
        await Realized(Blue);
        var old = FakeSwitch.NewPort(One, 1);

        await fake.SendAsync(new PortStatusMessage(PortStatusReason.Delete, old));
        await fake.SendAsync(new PortStatusMessage(PortStatusReason.Add, old));
        await Condition.HoldsAsync(() => controller.Snapshot.Switches[One].Ports.ContainsKey(1), "it is back");
        await Realized(Blue);

        await fake.SendAsync(new PortStatusMessage(PortStatusReason.Delete, old));
        await fake.SendAsync(new PortStatusMessage(PortStatusReason.Add, old with { Name = "another" }));
        await Condition.HoldsAsync(() => fake.Process(1, 0, Broadcast).Count == 0 && fake.Process(2, 0, Broadcast).Count == 0, "it is in no network");
        var missing = controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 1)].ShouldNotBeNull();
        missing.Kind.ShouldBe(ShortfallKind.PortReplaced);
        missing.Message.ShouldContain("'p1'");
        missing.Message.ShouldContain("'another'");
        await InSync(One);
        controller.Apply(set.Attach(Blue, new Attachment(Fabrics.Port(1, 3))));
        await Condition.HoldsAsync(() => fake.Process(3, 0, Broadcast).Count == 1, "another attach goes on, and changes nothing for it");

        controller.Apply(set.Detach(Fabrics.Port(1, 1)).Attach(Blue, new Attachment(Fabrics.Port(1, 1))));
        await Realized(Blue);
        fake.Process(1, 0, Broadcast).ShouldHaveSingleItem().Port.ShouldBe(2u);
    }

    [Fact]
    public async Task A_switch_that_comes_back_with_another_port_at_an_attached_number_keeps_it_out()
    {
        var fake = fabric.Connect(One);
        controller.Apply(OneSwitch(Blue, 1));
        await Realized(Blue);
        await fake.DisposeAsync();

        await using var again = new FakeSwitch(One, fabric.Frames[One], 1, 2) { IsPlain = IsPlain };
        again.Ports[1] = again.Ports[1] with { Name = "another" };
        var session = controller.RunSessionAsync(again.Transport, "again", CancellationToken.None);
        again.Start();

        await Condition.HoldsAsync(() => controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 1)]?.Kind == ShortfallKind.PortReplaced, "it is kept out");
        await again.DisposeAsync();
        await session;
    }

    [Fact]
    public async Task A_port_that_one_network_cannot_let_go_is_not_given_to_another()
    {
        var fake = fabric.Connect(One);
        var port = new Attachment(Fabrics.Port(1, 1));
        var set = NetworkSet.Empty.With(new L2Network(Blue, "blue").With(port).With(new Attachment(Fabrics.Port(1, 2)))).With(new L2Network(Green, "green"));
        controller.Apply(set);
        await Realized(Blue);
        fake.Refuses = message => message is GroupMod { Command: GroupModCommand.Modify } mod && mod.GroupId == GroupIds.Flood(Blue) ? ((ushort)6, (ushort)3) : null;

        controller.Apply(set.Detach(port.Port).Attach(Green, port));
        await Condition.HoldsAsync(() => log.Lines.Any(line => line.Event.Id == 1007), "blue's change is refused");
        await Condition.HoldsAsync(() => fake.Received.Last() is PacketOut or EchoRequest or BarrierRequest or GroupDescriptionRequest or MeterConfigRequest, "the round is over");

        fake.Process(2, 0, Broadcast).ShouldContain(departure => departure.Port == 1, "blue still sends to the port");
        fake.Tables.Flows.ShouldNotContain(flow => flow.Cookie == new FlowCookie(FlowKind.Port, Green.Value).Value, "so green does not get it");
        controller.Snapshot.Networks[Green].Attachments[port.Port].ShouldNotBeNull();
    }

    [Fact]
    public async Task An_address_taught_by_a_frame_under_way_is_swept()
    {
        await fabric.DisposeAsync();
        await controller.DisposeAsync();
        NewController(options: Options with { LearnedSweepDelay = TimeSpan.FromMilliseconds(50) });
        var fake = fabric.Connect(One);
        var set = OneSwitch(Blue, 1).Attach(Blue, new Attachment(Fabrics.Port(1, 2)));
        controller.Apply(set);
        await Realized(Blue);
        fake.Process(2, 0, Broadcast);
        var learned = fake.Tables.Flows.Single(flow => FlowCookie.Read(flow.Cookie).Kind == FlowKind.Learned);

        controller.Apply(set.Detach(Fabrics.Port(1, 2)));
        await Condition.HoldsAsync(() => fake.Received.OfType<FlowMod>().Any(mod => mod.Command == FlowModCommand.Delete), "learned addresses are forgotten");
        fake.Learn(learned); // as a switch does that was translating a frame meanwhile

        await Condition.HoldsAsync(() => fake.Tables.Flows.All(flow => FlowCookie.Read(flow.Cookie).Kind != FlowKind.Learned), "the sweep finds it");
    }

    [Fact]
    public async Task A_host_that_takes_anothers_known_address_is_learned_and_gets_none_of_its_frames()
    {
        var fake = fabric.Connect(One);
        var known = MacAddress.Parse("02:00:00:00:00:02");
        controller.Apply(OneSwitch(Blue, 1).Attach(Blue, new Attachment(Fabrics.Port(1, 2), [known])).Attach(Blue, new Attachment(Fabrics.Port(1, 3))));
        await Realized(Blue);

        fake.Process(3, 0, new Frame(MacAddress.Broadcast, known));

        fake.Tables.Flows.Where(flow => flow.TableId == Tables.Learned).ShouldHaveSingleItem();
        fake.Process(1, 0, new Frame(known, MacAddress.Parse("02:00:00:00:00:01"))).ShouldHaveSingleItem().Port.ShouldBe(2u);
    }

    [Fact]
    public async Task A_network_of_thousands_of_ports_on_one_switch_floods_through_groups_of_a_thousand()
    {
        fabric.Connect(One);
        controller.Apply(NetworkSet.Empty.With(Enumerable.Range(10, 2500).Aggregate(new L2Network(Blue, "large"), (network, port) => network.With(new Attachment(Fabrics.Port(1, (uint)port))))));

        await Condition.HoldsAsync(() => fabric[One].Tables.Flows.Count == 8 + 2500 + 2, "all rules are there");
        fabric[One].Tables.Groups.Count.ShouldBe(4, "three shards and the one that names them");
        fabric[One].Process(10, 0, Broadcast).Count.ShouldBe(2499);
    }

    [Fact]
    public async Task A_peer_that_comes_and_goes_leaves_nothing_behind()
    {
        var fake = fabric.Connect(new DatapathId(77));
        await InSync(new DatapathId(77));
        await fake.DisposeAsync();

        await Condition.HoldsAsync(() => !controller.Snapshot.Switches.ContainsKey(new DatapathId(77)), "a switch without ports and links is forgotten");
    }

    /// <summary>Whether its answer confirms all changes before it.</summary>
    private static bool IsConfirmation(OpenFlowMessage message) => message is BarrierRequest or BundleControl { ControlType: BundleControlType.CommitRequest };

    private static Frame Broadcast { get; } = new(MacAddress.Broadcast, MacAddress.Parse("02:00:00:00:00:01"));

    private static NetworkSet TwoEnds(NetworkId id) =>
        NetworkSet.Empty.With(new L2Network(id, "vl").With(new Attachment(Fabrics.Port(1, 1))).With(new Attachment(Fabrics.Port(2, 1))));

    private static NetworkSet OneSwitch(NetworkId id, uint port) => NetworkSet.Empty.With(new L2Network(id, "vl").With(new Attachment(Fabrics.Port(1, port))));

    private void NewController(Link[]? remembered = null, L2smControllerOptions? options = null)
    {
        controller = new L2smController(options ?? Options, remembered ?? [], TimeProvider.System, log);
        fabric = new FakeFabric(controller, link) { IsPlain = IsPlain };
    }

    private Task InSync(DatapathId id) =>
        Condition.HoldsAsync(() => controller.Snapshot.Switches.TryGetValue(id, out var status) && status is { Connected: true, InSync: true }, $"switch {id} in sync");

    private async Task Realized(NetworkId id)
    {
        try
        {
            await Condition.HoldsAsync(
                () => controller.Snapshot.Networks.TryGetValue(id, out var network) && network.Attachments.Values.All(shortfall => shortfall is null),
                $"network {id} is true");
        }
        catch (TimeoutException e)
        {
            var missing = controller.Snapshot.Networks.GetValueOrDefault(id)?.Attachments.Select(pair => $"{pair.Key}: {pair.Value?.Message}") ?? [];
            throw new TimeoutException($"{e.Message}; {string.Join("; ", missing)}; log: {string.Join("; ", log.Lines.TakeLast(8).Select(line => line.Text))}", e);
        }
    }
}

/// <summary>The same on switches that speak plain OpenFlow 1.3.</summary>
public sealed class PlainSwitchControllerTests : ControllerTests
{
    /// <inheritdoc/>
    protected override bool IsPlain => true;
}
