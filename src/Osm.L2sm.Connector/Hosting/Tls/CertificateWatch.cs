namespace Osm.L2sm.Connector.Hosting.Tls;

/// <summary>Looks at the certificates' files now and then: a broken one is said before the first handshake that would have needed it.</summary>
internal sealed class CertificateWatch(GrpcTls grpc, OpenFlowTls openFlow, TimeProvider clock) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!grpc.IsOn && !openFlow.IsOn) return;
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            grpc.Refresh();
            openFlow.Refresh();
        }
    }
}
