using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Hosting;

/// <summary>
/// Gives back what a start took: the cluster is listed, and what every switch holds is read and compared, which is several times what is kept of it. Nothing like
/// that comes again for weeks, and the collector would keep the room for as long (docs/benchmarks.md, service). So once when the start is over, and
/// again when more switches have come than ever before.
/// </summary>
internal sealed class StartGarbage(IFabric fabric, TimeProvider clock) : BackgroundService
{
    /// <summary>Between two looks at whether the start is over.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    internal Action Collect { get; init; } = () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var most = -1;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var connected = fabric.Snapshot.Switches.Values.Where(each => each.Connected).ToArray();
            if (connected.Length <= most || !connected.All(each => each.InSync)) continue;
            most = connected.Length;
            Collect();
        }
    }
}
