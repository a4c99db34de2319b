using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2smOsm.Testing;

namespace L2sm.Sdn.Tests;

/// <summary>Networks that become true on switches, and stay so.</summary>
public class ControllerTests : ControllerTest
{
    [Fact]
    public async Task A_switch_that_connects_gets_the_base_flows_and_nothing_else()
    {
        Fabric.Connect(One);

        await InSync(One);
        Fabric[One].Tables.Flows.Count.ShouldBe(8);
        Fabric[One].Tables.Groups.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_network_over_two_switches_becomes_true_once_their_link_is_found()
    {
        Controller.Apply(TwoEnds(Blue));
        Fabric.Connect(One);
        Fabric.Connect(Two);

        await Realized(Blue);
        Fabric.Frames.Send(Fabrics.Port(1, 1), Broadcast).Keys.ShouldBe([Fabrics.Port(2, 1)]);
        Controller.Snapshot.Links.ShouldBe([new LinkStatus(Link, Remembered: false)]);
    }

    [Fact]
    public async Task A_network_whose_switch_is_away_says_so()
    {
        Controller.Apply(TwoEnds(Blue));
        Fabric.Connect(One);

        await Condition.HoldsAsync(() => Controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(2, 1)]?.Kind is not null, "a shortfall");
        await InSync(One);
        var shortfall = Controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(2, 1)].ShouldNotBeNull();
        shortfall.Kind.ShouldBeOneOf(ShortfallKind.SwitchNotConnected, ShortfallKind.NoPath);
        shortfall.Message.ShouldContain(Two.ToString());
    }

    [Fact]
    public async Task A_restart_with_the_same_intent_and_the_remembered_links_sends_no_mod()
    {
        Controller.Apply(TwoEnds(Blue));
        Fabric.Connect(One);
        Fabric.Connect(Two);
        await Realized(Blue);
        var tables = Fabric.Frames;
        await Fabric.DisposeAsync();
        await Controller.DisposeAsync();

        NewController([Link]);
        Controller.Apply(TwoEnds(Blue));
        foreach (var (id, held) in tables.Switches) Fabric.Frames.Switches[id] = held;
        var before = tables.Switches.Values.Sum(tables => tables.ModsApplied);
        Fabric.Connect(One);
        Fabric.Connect(Two);
        await Realized(Blue);
        await Condition.HoldsAsync(() => Controller.Snapshot.Links.All(status => !status.Remembered), "the link was seen again");
        await InSync(One);
        await InSync(Two);

        tables.Switches.Values.Sum(tables => tables.ModsApplied).ShouldBe(before);
        Controller.Snapshot.Switches[One].Counters.FlowMods.ShouldBe(0);
        Controller.Snapshot.Switches[Two].Counters.GroupMods.ShouldBe(0);
    }

    [Fact]
    public async Task A_refused_rule_is_reported_with_the_switchs_words_and_harms_no_other_network()
    {
        var fake = Fabric.Connect(One);
        fake.Refuses = message => message is GroupMod { GroupId: var id } && id == GroupIds.Flood(Blue) ? ((ushort)6, (ushort)3) : null;
        Controller.Apply(OneSwitch(Blue, 1).With(new L2Network(Green, "green").With(new Attachment(Fabrics.Port(1, 2)))));

        await Realized(Green);
        await Condition.HoldsAsync(
            () => Controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 1)]?.Kind == ShortfallKind.Refused, "the refusal is known");
        Controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 1)]!.Message.ShouldContain("GROUP_MOD");
        Controller.Snapshot.Switches[One].InSync.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_refused_is_tried_once_in_each_form_that_the_network_takes()
    {
        var fake = Fabric.Connect(One);
        fake.Refuses = message => message is GroupMod { GroupId: var id } && id == GroupIds.Flood(Blue) ? ((ushort)6, (ushort)3) : null;
        int Tried() => fake.Received.Count(message => message is GroupMod { GroupId: var id } && id == GroupIds.Flood(Blue));
        var set = OneSwitch(Blue, 1);
        for (uint port = 1; port <= 2; port++)
        {
            set = set.Attach(Blue, new Attachment(Fabrics.Port(1, port)));
            Controller.Apply(set);
            await Condition.HoldsAsync(
                () => Controller.Snapshot.Networks[Blue].Attachments.GetValueOrDefault(Fabrics.Port(1, port))?.Kind == ShortfallKind.Refused, $"refused with {port} ports");
        }

        var before = Tried();
        Controller.Apply(set.With(new L2Network(Green, "green").With(new Attachment(Fabrics.Port(1, 3)))));
        await Realized(Green);
        Tried().ShouldBe(before);
    }

    [Fact]
    public async Task A_network_is_not_true_before_the_barrier_is_answered()
    {
        var fake = Fabric.Connect(One);
        await InSync(One);
        fake.AnswersBarriers = false;
        Controller.Apply(OneSwitch(Blue, 1));
        await Condition.HoldsAsync(() => fake.Received.Any(message => message is GroupMod), "the rules are sent");

        Controller.Snapshot.Networks[Blue].Attachments[Fabrics.Port(1, 1)]!.Kind.ShouldBe(ShortfallKind.NotConfirmed);
    }

    [Fact]
    public async Task A_switch_is_not_in_sync_from_the_moment_when_something_waits_to_be_sent()
    {
        var one = Fabric.Connect(One);
        await InSync(One);
        one.AnswersBarriers = false;
        Controller.Apply(TwoEnds(Blue));

        Controller.Snapshot.Switches[One].InSync.ShouldBeFalse();
    }

    [Fact]
    public async Task Deleting_the_last_network_leaves_the_base_flows()
    {
        Fabric.Connect(One);
        Fabric.Connect(Two);
        Controller.Apply(TwoEnds(Blue));
        await Realized(Blue);
        Fabric.Frames.Send(Fabrics.Port(1, 1), Broadcast);

        Controller.Apply(NetworkSet.Empty);

        await Condition.HoldsAsync(() => Fabric[One].Tables.Groups.Count == 2 && Fabric[Two].Tables.Groups.Count == 2, "the link's groups alone are left");
        await InSync(One);
        await InSync(Two);
        Fabric[One].Tables.Flows.Count.ShouldBe(11, "base flows and one link");
        Controller.Snapshot.Networks.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_switch_again_takes_over_from_its_older_session()
    {
        var older = Fabric.Connect(One);
        await InSync(One);
        var tables = older.Tables;
        Fabric.Connect(One);

        await Condition.HoldsAsync(() => Log.Lines.Any(line => line.Event.Id == 1010), "the newer session took over");
        await InSync(One);
        tables.Flows.Count.ShouldBe(8);
    }

    [Fact]
    public async Task What_is_missing_on_the_switch_is_repaired_by_the_audit()
    {
        await Fabric.DisposeAsync();
        await Controller.DisposeAsync();
        NewController(options: Options with { AuditInterval = TimeSpan.FromMilliseconds(100) });
        Fabric.Connect(One);
        await InSync(One);

        Fabric[One].Tables.Clear();

        await Condition.HoldsAsync(() => Fabric[One].Tables.Flows.Count == 8, "the flows are back");
        await Condition.HoldsAsync(() => Log.Lines.Any(line => line.Event.Id == 1009), "the repair is in the log");
    }

    [Fact]
    public async Task A_network_of_thousands_of_ports_on_one_switch_floods_through_groups_of_a_thousand()
    {
        Fabric.Connect(One);
        Controller.Apply(NetworkSet.Empty.With(Enumerable.Range(10, 2500).Aggregate(new L2Network(Blue, "large"), (network, port) => network.With(new Attachment(Fabrics.Port(1, (uint)port))))));

        await Condition.HoldsAsync(() => Fabric[One].Tables.Flows.Count == 8 + 2500 + 2, "all rules are there");
        Fabric[One].Tables.Groups.Count.ShouldBe(4, "three shards and the one that names them");
        Fabric[One].Process(10, 0, Broadcast).Count.ShouldBe(2499);
    }

    [Fact]
    public async Task A_peer_that_comes_and_goes_leaves_nothing_behind()
    {
        var fake = Fabric.Connect(new DatapathId(77));
        await InSync(new DatapathId(77));
        await fake.DisposeAsync();

        await Condition.HoldsAsync(() => !Controller.Snapshot.Switches.ContainsKey(new DatapathId(77)), "a switch without ports and links is forgotten");
    }
}

/// <summary>The same on switches that speak plain OpenFlow 1.3.</summary>
public sealed class PlainSwitchControllerTests : ControllerTests
{
    /// <inheritdoc/>
    protected override bool IsPlain => true;
}
