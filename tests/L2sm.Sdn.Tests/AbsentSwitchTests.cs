using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Sdn.Tests;

/// <summary>A switch that is away for long takes nobody else's connections along.</summary>
public sealed class AbsentSwitchTests
{
    private static readonly DatapathId One = new(1), Two = new(2), Three = new(3);
    private static readonly NetworkId Blue = new(5);
    private static readonly Link[] Ring = [Fabrics.Link(1, 2), Fabrics.Link(2, 3), Fabrics.Link(1, 3)];

    private readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch);
    private readonly L2smControllerOptions options = new();

    [Fact]
    public async Task Networks_lead_round_a_switch_that_is_away_for_long_and_through_it_again_when_it_is_back()
    {
        var log = new TestLog();
        await using var controller = new L2smController(options, Ring, clock, log);
        // The oldest port is at switch one, so the others meet there.
        controller.Apply(NetworkSet.Empty.With(new L2Network(Blue, "blue").With(At(1)).With(At(2)).With(At(3))));
        await using var fabric = new FakeFabric(controller, Ring);
        foreach (var id in new[] { One, Two, Three }) fabric.Connect(id);
        Task InSync(int switches) => Condition.HoldsAsync(() => controller.Snapshot.Switches.Values.Count(status => status is { Connected: true, InSync: true }) == switches, $"{switches} in sync");
        bool Takes(DatapathId at, uint link)
        {
            lock (fabric[at].Gate)
                return fabric.Frames[at].Groups.Single(group => group.GroupId == GroupIds.Flood(Blue)).Buckets.Any(bucket => bucket.Actions.Contains(new GroupAction(GroupIds.Link(link))));
        }
        await InSync(3);
        await PassAsync(options.AbsentAtStartAfter + options.DiscoveryInterval, fabric[Two]);
        Takes(Two, 103).ShouldBeFalse("their way is over switch one");

        await fabric[One].DisposeAsync();
        await PassAsync(options.AbsentAfter - 2 * options.DiscoveryInterval, fabric[Two]);
        await InSync(2);
        Takes(Two, 103).ShouldBeFalse("it may be back in a moment");
        await PassAsync(4 * options.DiscoveryInterval, fabric[Two]);
        await Condition.HoldsAsync(() => Takes(Two, 103) && Takes(Three, 102), "the others have a way of their own");
        await InSync(2);
        log.Lines.Count(line => line.Event.Id == 1017).ShouldBe(1);
        Arrivals(fabric).ShouldBe([(Fabrics.Port(1, 1), 1), (Fabrics.Port(3, 1), 1)], "it is alive after all, and nothing comes twice");

        fabric.Connect(One);
        await InSync(3);
        await Condition.HoldsAsync(() => !Takes(Two, 103) && !Takes(Three, 102), "the way is the one of before");
        await InSync(3);
        Arrivals(fabric).ShouldBe([(Fabrics.Port(1, 1), 1), (Fabrics.Port(3, 1), 1)]);
        log.HasNoErrors();
    }

    [Fact]
    public void Where_most_are_away_nobody_is_absent_nor_is_who_comes_back_later_than_others()
    {
        var absent = new AbsentSwitches(options, clock);
        var graph = new TopologyGraph(Ring);
        var here = new HashSet<DatapathId> { One, Two, Three };
        bool Look(TimeSpan after)
        {
            clock.Advance(after);
            return absent.Look(graph, here.Contains);
        }
        void Lose(DatapathId id)
        {
            here.Remove(id);
            absent.Lost(id, TimeSpan.Zero);
        }

        Look(TimeSpan.Zero).ShouldBeFalse();
        Look(options.AbsentAtStartAfter).ShouldBeFalse("all are here");
        Lose(One);
        Look(options.AbsentAfter / 2).ShouldBeFalse();
        Look(options.AbsentAfter / 2).ShouldBeTrue();
        absent.Now.ShouldBe([One]);

        Lose(Two);
        Look(TimeSpan.Zero).ShouldBeTrue("two of three: it is us");
        absent.Now.ShouldBeEmpty();
        Look(TimeSpan.FromHours(1)).ShouldBeFalse();
        here.Add(Two);
        absent.Returned(Two).ShouldBeFalse("it was not absent");
        Look(options.AbsentAtStartAfter / 2).ShouldBeFalse("one may be late to dial again");
        Look(options.AbsentAtStartAfter).ShouldBeTrue();
        absent.Now.ShouldBe([One]);
        absent.Returned(One).ShouldBeTrue();
        absent.Now.ShouldBeEmpty();
    }

    [Fact]
    public void After_a_start_who_never_came_is_absent_only_once_most_have_been_here_for_some_time()
    {
        var absent = new AbsentSwitches(options, clock);
        var graph = new TopologyGraph(Ring);
        absent.Look(graph, _ => false).ShouldBeFalse();
        clock.Advance(TimeSpan.FromHours(1));
        absent.Look(graph, _ => false).ShouldBeFalse("nobody has come yet");
        absent.Look(graph, id => id != Three).ShouldBeFalse("they have only just come");
        clock.Advance(options.AbsentAtStartAfter);

        absent.Look(graph, id => id != Three).ShouldBeTrue();
        absent.Now.ShouldBe([Three]);
        absent.Look(new TopologyGraph([Ring[0]]), id => id != Three).ShouldBeTrue("a switch without links is on nobody's way");
        absent.Now.ShouldBeEmpty();
    }

    private static Attachment At(int at) => new(Fabrics.Port(at, 1));

    private static (PortKey, int)[] Arrivals(FakeFabric fabric) =>
        [.. fabric.Frames.Send(Fabrics.Port(2, 1), new Frame(MacAddress.Broadcast, MacAddress.Parse("02:00:00:00:00:02"))).Select(arrival => (arrival.Key, arrival.Value))];

    /// <summary>Rounds of discovery, each waited for at a switch that is there.</summary>
    private async Task PassAsync(TimeSpan time, FakeSwitch witness)
    {
        for (var end = clock.GetUtcNow() + time; clock.GetUtcNow() < end;)
        {
            var before = witness.Received.OfType<EchoRequest>().Count();
            clock.Advance(options.DiscoveryInterval);
            await Condition.HoldsAsync(() => witness.Received.OfType<EchoRequest>().Count() > before, "a round is over");
        }
    }
}
