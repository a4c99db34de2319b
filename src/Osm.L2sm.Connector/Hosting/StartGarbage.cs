using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Hosting;

/// <summary>
/// Gives back what the start took, once: what every switch holds was read and compared, which is several times what is kept of it. Nothing like that comes
/// again for weeks, and the collector would keep the room for as long (docs/benchmarks.md, service).
/// </summary>
internal sealed class StartGarbage(IFabric fabric, TimeProvider clock) : BackgroundService
{
    /// <summary>Between two looks at whether the start is over.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    internal Action Collect { get; init; } = () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var connected = fabric.Snapshot.Switches.Values.Where(each => each.Connected);
            if (!connected.Any() || !connected.All(each => each.InSync)) continue;
            Collect();
            return;
        }
    }
}
