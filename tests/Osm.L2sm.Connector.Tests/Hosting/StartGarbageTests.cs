using L2smOsm.Testing;
using Microsoft.Extensions.Time.Testing;
using Osm.L2sm.Connector.Hosting;
using Osm.L2sm.Connector.Tests.Testing;

namespace Osm.L2sm.Connector.Tests.Hosting;

public sealed class StartGarbageTests
{
    [Fact]
    public async Task What_the_start_left_is_collected_once_when_the_switches_that_are_there_hold_what_they_should()
    {
        var (fabric, clock, collected) = (new FakeFabric(), new FakeTimeProvider(DateTimeOffset.UnixEpoch), 0);
        using var garbage = new StartGarbage(fabric, clock) { Collect = () => Interlocked.Increment(ref collected) };
        await garbage.StartAsync(CancellationToken.None);
        clock.Advance(StartGarbage.Interval);
        clock.Advance(StartGarbage.Interval);
        garbage.ExecuteTask!.IsCompleted.ShouldBeFalse("no switch has come");

        fabric.Connect(1, "eth0");
        await Condition.HoldsAsync(
            () =>
            {
                clock.Advance(StartGarbage.Interval);
                return garbage.ExecuteTask!.IsCompleted;
            },
            "it is done");

        await garbage.ExecuteTask!;
        collected.ShouldBe(1);
    }
}
