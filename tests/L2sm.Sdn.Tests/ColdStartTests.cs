using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Sdn.Tests;

/// <summary>A controller that knows its links and networks, and meets switches of which it does not know what they hold. The clock stands unless a test moves it.</summary>
public sealed class ColdStartTests : IAsyncLifetime
{
    private const int Switches = 6;
    private static readonly Link[] Ring = [.. Enumerable.Range(1, Switches).Select(at => Fabrics.Link(at, at % Switches + 1))];
    private static readonly NetworkSet Networks = Enumerable.Range(1, 4).Aggregate(NetworkSet.Empty, (set, n) => set.With(
        Enumerable.Range(1, Switches).Where(at => at % n != 1).Aggregate(
            new L2Network(new NetworkId((uint)n), $"n{n}"), (network, at) => n <= 3 ? network.With(new Attachment(Fabrics.Port(at, (uint)n))) : network)));

    private readonly TestLog log = new();
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch);
    private L2smController controller = null!;
    private FakeFabric fabric = null!;

    public Task InitializeAsync()
    {
        controller = new L2smController(new L2smControllerOptions(), Ring, clock, log);
        controller.Apply(Networks);
        fabric = new FakeFabric(controller, Ring);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await fabric.DisposeAsync();
        await controller.DisposeAsync();
        log.HasNoErrors();
    }

    [Fact]
    public async Task A_fabric_of_empty_switches_is_given_each_rule_once()
    {
        Connect(1, 2, 3, 4, 5, 6);
        await InSyncAsync(Switches);

        foreach (var id in Ids(1, 2, 3, 4, 5, 6))
        {
            Changes(id).ShouldBe(fabric[id].Tables.Flows.Count + fabric[id].Tables.Groups.Count, $"at switch {id}");
            fabric[id].Tables.Groups.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task An_empty_switch_waits_for_those_that_may_hold_edges_but_not_for_long()
    {
        Connect(1, 2, 3, 4, 5);
        await ReadAsync(1, 2, 3, 4, 5);
        Ids(1, 2, 3, 4, 5).Sum(Changes).ShouldBe(0);

        await Condition.HoldsAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(50));
                return controller.Snapshot.Switches.Values.All(status => status.InSync);
            },
            "the sixth was waited for no longer");
    }

    [Fact]
    public async Task A_switch_that_holds_what_it_should_waits_for_nobody()
    {
        Connect(1, 2, 3, 4, 5, 6);
        await InSyncAsync(Switches);
        await fabric.DisposeAsync();
        await controller.DisposeAsync();

        controller = new L2smController(new L2smControllerOptions(), Ring, clock, log);
        controller.Apply(Networks);
        fabric = new FakeFabric(controller, Ring) { Frames = fabric.Frames };
        var before = Ids(1, 2).Sum(Changes);
        Connect(1, 2);
        await InSyncAsync(2);

        Ids(1, 2).Sum(Changes).ShouldBe(before);
    }

    [Fact]
    public async Task What_a_switch_held_before_its_session_broke_is_not_taken_for_what_it_holds()
    {
        Connect(1, 2, 3, 4, 5);
        await ReadAsync(1, 2, 3, 4, 5);
        await fabric[new(3)].DisposeAsync();
        await Condition.HoldsAsync(() => !controller.Snapshot.Switches[new(3)].Connected, "it is away");
        Connect(6);
        await ReadAsync(6);
        Ids(1, 2, 4, 5, 6).Sum(Changes).ShouldBe(0, "the third may hold anything");

        Connect(3);
        await InSyncAsync(Switches);

        foreach (var id in Ids(1, 2, 3, 4, 5, 6)) Changes(id).ShouldBe(fabric[id].Tables.Flows.Count + fabric[id].Tables.Groups.Count, $"at switch {id}");
    }

    private static IEnumerable<DatapathId> Ids(params IEnumerable<int> switches) => switches.Select(at => new DatapathId((ulong)at));

    private void Connect(params IEnumerable<int> switches)
    {
        foreach (var id in Ids(switches)) fabric.Connect(id);
    }

    private Task InSyncAsync(int switches) => Condition.HoldsAsync(
        () => controller.Snapshot.Switches is { } all && all.Values.Count(status => status.Connected && status.InSync) == switches, "all are in sync");

    /// <summary>The switch was asked for what it holds and has answered.</summary>
    private Task ReadAsync(params IEnumerable<int> switches) => Condition.HoldsAsync(
        () => Ids(switches).All(id => fabric[id].Received.OfType<GroupDescriptionRequest>().Any() && fabric[id].Received.OfType<FlowStatsRequest>().Any()), "they are read");

    private int Changes(DatapathId id) => fabric.Frames[id].ModsApplied;
}
