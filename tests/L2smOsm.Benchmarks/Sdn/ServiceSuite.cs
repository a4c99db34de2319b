using System.Diagnostics;
using Osm.L2sm.V1;

namespace L2smOsm.Benchmarks.Sdn;

/// <summary>The real service, alone, with as much as it is made for: 1,000 networks of 10 ports on 100 emulated switches, all over gRPC; then killed and started again.</summary>
internal static class ServiceSuite
{
    private const int Switches = 100, Networks = 1_000, PortsPerNetwork = 10, Callers = 32;
    private const string Setting = "the service, 100 switches, 1,000 networks, 10,000 ports";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        var built = Checkout.Path("artifacts", "bin", "Osm.L2sm.Connector", "release", "Osm.L2sm.Connector");
        if (!File.Exists(built))
        {
            Console.Error.WriteLine($"the service is not measured: there is no {built}; build/bench makes it");
            yield break;
        }
        var store = Directory.CreateTempSubdirectory("osm-l2sm-bench-");
        try
        {
            await using var fabric = new EmulatedFabric(Switches, hostPorts: Networks * PortsPerNetwork / Switches, carries: true);
            using (var service = await MeasuredConnector.StartOnAsync(built, store))
            {
                await fabric.ConnectAsync(service.OpenFlow);
                await InSyncAsync(service);
                var watch = Stopwatch.StartNew();
                await FillAsync(service);
                yield return new($"{Setting}: networks made and ports attached by 32 callers", watch.Elapsed.TotalSeconds, "s");
                await InSyncAsync(service);
                yield return new($"{Setting}: resident memory", service.ResidentMebibytes, "MiB");
            }
            using var again = await MeasuredConnector.StartOnAsync(built, store);
            yield return new($"{Setting}: killed and back, start to first gRPC call answered", again.GrpcServes, "ms");
            var reconnect = Stopwatch.StartNew();
            await fabric.ConnectAsync(again.OpenFlow);
            await InSyncAsync(again);
            yield return new($"{Setting}: killed and back, switches connect to all in sync", reconnect.Elapsed.TotalMilliseconds, "ms");
            yield return new($"{Setting}: killed and back, mods sent", fabric.Mods, "mods");
            yield return new($"{Setting}: killed and back, resident memory", again.ResidentMebibytes, "MiB");
            await Task.Delay(TimeSpan.FromSeconds(20));
            yield return new($"{Setting}: killed and back, resident memory 20 s later", again.ResidentMebibytes, "MiB");
        }
        finally
        {
            store.Delete(recursive: true);
        }
    }

    private static Task FillAsync(MeasuredConnector service) =>
        Parallel.ForAsync(0, Networks, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (n, cancellation) =>
        {
            var made = await service.Networks.CreateNetworkAsync(
                new CreateNetworkRequest { NetName = $"net-{n}", NetType = "bridge", RequestId = Guid.NewGuid().ToString() }, cancellationToken: cancellation);
            for (var p = n * PortsPerNetwork; p < (n + 1) * PortsPerNetwork; p++)
                await service.Fabric.AttachPortAsync(
                    new AttachPortRequest { NetworkId = made.Id, DatapathId = $"{p % Switches + 1:x16}", PortNo = (uint)(p / Switches) + 1 }, cancellationToken: cancellation);
        });

    private static async Task InSyncAsync(MeasuredConnector service)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var switches = (await service.Fabric.ListSwitchesAsync(new ListSwitchesRequest())).Switches;
            if (switches.Count == Switches && switches.All(each => each is { Connected: true, InSync: true })) return;
            if (watch.Elapsed > Patience) throw new TimeoutException($"{switches.Count(each => !each.InSync)} switches are not in sync");
            await Task.Delay(100); // each answer names all ports: to ask more often would be what is measured
        }
    }
}
