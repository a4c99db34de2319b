using L2sm.Kubernetes.Events;

namespace Osm.L2sm.Connector.Hosting.Cluster;

/// <summary>Writes what the parts of the service tell people of the cluster.</summary>
internal sealed class EventTelling(EventRecorder events) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => events.RunAsync(stoppingToken);
}
