using L2smOsm.Testing;
using Microsoft.Extensions.Time.Testing;
using Osm.L2sm.Connector.Hosting;
using Osm.L2sm.Connector.Tests.Testing;

namespace Osm.L2sm.Connector.Tests.Hosting;

public sealed class StartGarbageTests
{
    [Fact]
    public async Task What_a_start_left_is_collected_once_and_again_when_more_switches_have_come()
    {
        var (fabric, clock, collected) = (new FakeFabric(), new FakeTimeProvider(DateTimeOffset.UnixEpoch), 0);
        using var garbage = new StartGarbage(fabric, clock) { Collect = () => Interlocked.Increment(ref collected) };
        await garbage.StartAsync(CancellationToken.None);
        await LooksAsync(1);

        fabric.Connect(1, "eth0");
        await LooksAsync(2);

        // A switch that comes back is no news.
        fabric.Disconnect(1);
        fabric.Connect(1, "eth0");
        clock.Advance(StartGarbage.Interval);
        fabric.Connect(2, "eth0");
        await LooksAsync(3);

        await garbage.StopAsync(CancellationToken.None);

        Task LooksAsync(int times) => Condition.HoldsAsync(
            () =>
            {
                clock.Advance(StartGarbage.Interval);
                return Volatile.Read(ref collected) == times;
            },
            $"it is collected for the {times}. time");
    }
}
