using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Topology;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Sdn.Tests;

/// <summary>How long empty switches wait for those of which nobody knows what they hold.</summary>
public sealed class FirstReadsTests : IDisposable
{
    private const int Switches = 8;

    private readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch);
    private readonly List<int[]> adopted = [];
    private readonly FirstReads reads;
    private FabricPlan plan;

    public FirstReadsTests()
    {
        plan = ColdPlan();
        reads = new FirstReads(Adopt, new Lock(), clock);
    }

    public void Dispose() => reads.Dispose();

    [Fact]
    public void A_quarter_of_a_second_after_the_last_that_came_they_wait_no_longer()
    {
        var first = Take(1);
        clock.Advance(TimeSpan.FromMilliseconds(249));
        var second = Take(2);
        clock.Advance(TimeSpan.FromMilliseconds(249));
        adopted.ShouldBeEmpty();
        clock.Advance(TimeSpan.FromMilliseconds(1));

        adopted.ShouldHaveSingleItem().ShouldBe([1, 2]);
        (first.IsCompleted, second.IsCompleted).ShouldBe((true, true));
    }

    [Fact]
    public void While_others_go_on_coming_they_wait_a_second_at_most()
    {
        foreach (var at in Enumerable.Range(1, 5))
        {
            adopted.ShouldBeEmpty();
            _ = Take(at);
            clock.Advance(TimeSpan.FromMilliseconds(200));
        }

        adopted.ShouldHaveSingleItem().ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public void Once_all_have_come_nobody_waits()
    {
        var waits = Enumerable.Range(1, Switches - 1).Select(Take).ToArray();
        adopted.ShouldBeEmpty();

        Take(Switches).IsCompleted.ShouldBeTrue();

        adopted.ShouldHaveSingleItem().Length.ShouldBe(Switches);
        waits.ShouldAllBe(wait => wait.IsCompleted);
    }

    [Fact]
    public void After_another_controller_wrote_nothing_that_was_read_before_is_taken_in()
    {
        _ = Take(1);
        reads.DropAll();
        clock.Advance(TimeSpan.FromSeconds(1));

        adopted.ShouldBeEmpty();
    }

    private static FabricPlan ColdPlan()
    {
        var ring = Enumerable.Range(1, Switches).Select(at => Fabrics.Link(at, at % Switches + 1));
        var network = Enumerable.Range(1, Switches).Aggregate(new L2Network(new NetworkId(5), "blue"), (blue, at) => blue.With(new Attachment(Fabrics.Port(at, 1))));
        var known = FabricPlan.Empty.With(new TopologyGraph(ring));
        return known.WithUnread(known.Graph.Switches).With(NetworkSet.Empty.With(network));
    }

    private void Adopt(IReadOnlyDictionary<DatapathId, SwitchTables> read)
    {
        plan = plan.WithRead(read);
        adopted.Add([.. read.Keys.Select(id => (int)id.Value).Order()]);
    }

    private Task Take(int at) =>
        reads.Take(new SwitchAgent(new DatapathId((ulong)at), null!, null!, clock.GetUtcNow()) { Taught = null!, Role = null!, PortsAsked = null! }, SwitchTables.Empty, plan);
}
