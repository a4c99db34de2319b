using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Programming;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests.Programming;

/// <summary>What others change on a switch: told by its flow monitor, or found by the audit where it has none.</summary>
public sealed class DriftTests : IAsyncLifetime
{
    private static readonly DatapathId One = new(1);
    private static readonly NetworkId Blue = new(5);

    private readonly TestLog log = new();
    private readonly SettableClock clock = new();
    private L2smController controller = null!;
    private FakeFabric fabric = null!;
    private FakeSwitch fake = null!;

    public Task InitializeAsync() => StartAsync(Unaudited);

    public async Task DisposeAsync()
    {
        await fabric.DisposeAsync();
        await controller.DisposeAsync();
        log.HasNoErrors();
    }

    [Fact]
    public async Task A_flow_that_a_stranger_deletes_is_back_without_an_audit()
    {
        var before = Flows();
        await fake.ChangeByStrangerAsync(tables => tables.Apply(PortOne() with { Command = FlowModCommand.DeleteStrict }));

        await Repaired(before);
        controller.Snapshot.Switches[One].Drift.Audits.ShouldBe(0);
        controller.Snapshot.Switches[One].Drift.Found.ShouldBe(1);
    }

    [Fact]
    public async Task A_flow_that_a_stranger_changes_or_takes_over_is_ours_again()
    {
        var before = Flows();
        await fake.ChangeByStrangerAsync(tables => tables.Apply(PortOne() with { Instructions = [] }));
        await Repaired(before);
        await fake.ChangeByStrangerAsync(tables => tables.Apply(PortOne() with { Cookie = 0xbeef }));
        await Repaired(before, changes: 2);
        controller.Snapshot.Switches[One].Foreign.Flows.ShouldBe(0);
    }

    [Fact]
    public async Task A_flow_that_bears_our_cookie_and_is_none_of_ours_goes()
    {
        var before = Flows();
        await fake.ChangeByStrangerAsync(tables => tables.Apply(PortOne() with { Match = Match.Of(MatchField.InPort(9)) }));

        await Repaired(before);
    }

    [Fact]
    public async Task A_group_that_a_stranger_deletes_is_back_with_the_flow_that_it_took_along()
    {
        var before = Flows();
        await fake.ChangeByStrangerAsync(tables => tables.Apply(new GroupMod(GroupModCommand.Delete, GroupType.All, GroupIds.Flood(Blue), [])));

        await Repaired(before);
        fake.Tables.Groups.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Own_changes_are_no_drift()
    {
        controller.Apply(Wanted.Attach(Blue, new Attachment(Fabrics.Port(1, 3))));
        await Condition.HoldsAsync(() => controller.Snapshot.Networks[Blue].Attachments.TryGetValue(Fabrics.Port(1, 3), out var missing) && missing is null, "attached");

        controller.Snapshot.Switches[One].Drift.ShouldBe(DriftCounters.Zero);
        log.Lines.ShouldNotContain(line => line.Event.Id == 1009);
    }

    [Fact]
    public async Task Flows_of_a_stranger_are_told_and_left()
    {
        var rule = new FlowMod { TableId = 0, Priority = 7, Cookie = 0xbeef, Match = Match.Of(MatchField.InPort(9)), Instructions = [new ApplyActions([new OutputAction(8)])] };
        await fake.ChangeByStrangerAsync(tables => tables.Apply(rule));

        await Condition.HoldsAsync(() => controller.Snapshot.Switches[One].Foreign.Flows == 1, "it is told");
        controller.Snapshot.Switches[One].Foreign.Sample.ShouldBe(["table=0 priority=7 cookie=0xbeef [in_port=9] output:8"]);
        fake.Tables.Flows.ShouldContain(flow => flow.Cookie == 0xbeef);
        log.Lines.Count(line => line.Event.Id == 1031).ShouldBe(1);

        await fake.ChangeByStrangerAsync(tables => tables.Apply(rule with { Command = FlowModCommand.DeleteStrict }));
        await Condition.HoldsAsync(() => controller.Snapshot.Switches[One].Foreign == ForeignStatus.None, "it is gone");
    }

    [Fact]
    public async Task Flows_and_groups_of_a_stranger_are_removed_where_the_switches_are_ours()
    {
        await RestartAsync(Unaudited with { OwnSwitches = true }, tables =>
        {
            tables.Apply(new GroupMod(GroupModCommand.Add, GroupType.All, 7, [new Bucket([new OutputAction(1)])]));
            tables.Apply(new FlowMod { TableId = 0, Priority = 7, Cookie = 0xbeef, Match = Match.Of(MatchField.InPort(9)), Instructions = [new ApplyActions([new GroupAction(7)])] });
        });

        await Condition.HoldsAsync(() => controller.Snapshot.Switches[One].Drift.ForeignRemoved == 2, "they are removed");
        fake.Tables.Flows.ShouldAllBe(flow => FlowCookie.IsOurs(flow.Cookie));
        fake.Tables.Groups.ShouldAllBe(group => group.GroupId != 7);
    }

    [Fact]
    public async Task A_rule_that_hands_frames_to_the_switchs_own_forwarding_is_removed_even_where_the_switches_are_not_ours()
    {
        var normal = new FlowMod { TableId = 0, Priority = 400, Cookie = 0, Instructions = [new ApplyActions([new OutputAction(PortNumbers.Normal)])] };
        await fake.ChangeByStrangerAsync(tables => tables.Apply(normal));

        await Condition.HoldsAsync(() => fake.Tables.Flows.All(flow => flow.Priority != 400), "it is removed");
        await Condition.HoldsAsync(() => log.Lines.Any(line => line.Event.Id == 1033 && line.Text.Contains("NORMAL", StringComparison.Ordinal)), "the log says so");
    }

    [Fact]
    public async Task Flows_of_an_older_layout_go_and_what_was_learned_in_it()
    {
        FlowMod Old(byte table, FlowKind kind) => new()
        {
            TableId = table, Priority = 77, Match = Match.Of(MatchField.Metadata(Blue.Value)), Cookie = new FlowCookie(kind, kind == FlowKind.Learned ? 0 : Blue.Value, Generation: 2).Value,
        };
        await RestartAsync(Unaudited, tables =>
        {
            tables.Apply(Old(Tables.Addresses, FlowKind.Learned));
            tables.Apply(Old(Tables.Learned, FlowKind.Flood));
            tables.Apply(Old(9, FlowKind.Address));
        });

        await Condition.HoldsAsync(() => fake.Tables.Flows.All(flow => flow.Priority != 77), "they are gone");
    }

    [Fact]
    public async Task A_clock_on_the_wall_that_is_set_back_delays_no_audit()
    {
        await RestartAsync(new L2smControllerOptions { WatchFlows = false, AuditInterval = TimeSpan.FromSeconds(0.2) }, _ => { });
        var before = Flows();
        clock.Set -= TimeSpan.FromHours(1);
        await fake.ChangeByStrangerAsync(tables => tables.Apply(PortOne() with { Command = FlowModCommand.DeleteStrict }));

        await Repaired(before);
    }

    [Fact]
    public void A_storm_is_kept_in_bounded_memory_and_ends_in_one_reading_of_the_tables()
    {
        var rings = 0;
        var watch = new FlowWatch(() => rings++);
        var change = new FlowChanged(FlowUpdateEvent.Added, FlowRemovedReason.IdleTimeout, 0, 1, 0, 0, 1, Match.Any, []);
        for (var i = 0; i < 100; i++) watch.Tell(new FlowMonitorReply(Enumerable.Repeat<FlowUpdate>(change, 100).ToEquatableArray()));

        rings.ShouldBe(1);
        watch.IsWaiting.ShouldBeTrue();
        watch.Take().ShouldBeNull();
        watch.IsWaiting.ShouldBeFalse();
        watch.Tell(new FlowMonitorReply([change]));
        watch.Take().ShouldNotBeNull().ShouldHaveSingleItem();
    }

    [Fact]
    public void Repairs_begin_at_once_and_are_made_less_and_less_often_while_somebody_keeps_at_it()
    {
        var pace = new RepairPace();
        var now = TimeSpan.FromMinutes(1);
        pace.Next.ShouldBeLessThan(now);
        for (var i = 0; i < 20; i++)
        {
            pace.Repairs(now);
            (pace.Next - now).ShouldBeInRange(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(10));
            now = pace.Next;
        }
        pace.Repairs(now);
        (pace.Next - now).ShouldBe(TimeSpan.FromSeconds(10));
        pace.Repairs(now += TimeSpan.FromMinutes(2));
        (pace.Next - now).ShouldBe(TimeSpan.FromMilliseconds(50));
    }

    /// <summary>The audit does not come in between.</summary>
    private static L2smControllerOptions Unaudited { get; } = new() { AuditInterval = TimeSpan.FromHours(1) };

    private static NetworkSet Wanted { get; } =
        NetworkSet.Empty.With(new L2Network(Blue, "blue").With(new Attachment(Fabrics.Port(1, 1))).With(new Attachment(Fabrics.Port(1, 2))));

    private FlowMod PortOne() => fake.Tables.Flows.Where(flow => flow.Priority == Tables.PortPriority && flow.Match == Match.Of(MatchField.InPort(1)))
        .Select(flow => HeldTables.Entry(flow).ToAdd()).Single();

    private string[] Flows()
    {
        lock (fake.Tables) return [.. fake.Tables.Flows.Select(flow => $"{flow.TableId} {flow.Priority} {flow.Match} {flow.Cookie:x} {flow.Instructions}").Order(StringComparer.Ordinal)];
    }

    private async Task Repaired(string[] before, int changes = 1)
    {
        await Condition.HoldsAsync(
            () => controller.Snapshot.Switches[One].Drift is var drift && drift.Found >= changes && drift.Found == drift.Repaired && controller.Snapshot.Switches[One].InSync, "it is repaired");
        Flows().ShouldBe(before);
    }

    private async Task StartAsync(L2smControllerOptions options, Action<SoftwareSwitch>? holds = null)
    {
        controller = new L2smController(options, [], clock, log);
        controller.Apply(Wanted);
        fabric = new FakeFabric(controller);
        holds?.Invoke(fabric.Frames[One]);
        fake = fabric.Connect(One);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.TryGetValue(One, out var status) && status.InSync, "in sync");
    }

    private async Task RestartAsync(L2smControllerOptions options, Action<SoftwareSwitch> holds)
    {
        await fabric.DisposeAsync();
        await controller.DisposeAsync();
        await StartAsync(options, holds);
    }

    /// <summary>Time as it passes, on a clock that somebody sets.</summary>
    private sealed class SettableClock : TimeProvider
    {
        public TimeSpan Set { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Set;
    }
}
