using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Osm.L2sm.V1;

namespace L2smOsm.Benchmarks;

/// <summary>What RO feels: the real service, 32 callers that make and delete networks, every call on disk before it is answered.</summary>
internal static class VimSuite
{
    private const int Starts = 5;
    private const int Callers = 32;
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(3), Measured = TimeSpan.FromSeconds(10);

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        var built = Checkout.Path("artifacts", "bin", "Osm.L2sm.Connector", "release", "Osm.L2sm.Connector");
        if (!File.Exists(built))
        {
            Console.Error.WriteLine($"nothing is measured: there is no {built}; build/bench makes it");
            yield break;
        }
        await foreach (var figure in StartAsync(built, "as built")) yield return figure;
        var published = Checkout.Path("artifacts", "publish", "connector", "Osm.L2sm.Connector");
        if (!File.Exists(published)) Console.Error.WriteLine($"the published service is not measured: build/publish has not made {published}");
        else await foreach (var figure in StartAsync(published, "published")) yield return figure;

        using var service = await MeasuredConnector.StartAsync(built);
        await WorkAsync(service.Networks, Warmup);
        var (times, errors, elapsed) = await WorkAsync(service.Networks, Measured);
        yield return new($"create + delete, {Callers} callers, p50", Samples.Median(times), "ms");
        yield return new($"create + delete, {Callers} callers, p95", Samples.Percentile(times, 0.95), "ms");
        yield return new($"create + delete, {Callers} callers, pairs per second", times.Count / elapsed, "1/s");
        yield return new($"create + delete, {Callers} callers, errors", errors, "calls");
        yield return new("resident memory of the service after that", service.ResidentMebibytes, "MiB");
    }

    private static async IAsyncEnumerable<Figure> StartAsync(string program, string which)
    {
        var (listens, serves) = (new List<double>(), new List<double>());
        for (var start = 0; start <= Starts; start++)
        {
            using var service = await MeasuredConnector.StartAsync(program);
            if (start == 0) continue; // loads the files from disk
            listens.Add(service.OpenFlowListens);
            serves.Add(service.GrpcServes);
        }
        yield return new($"start to OpenFlow listening, {which}", Samples.Median(listens), "ms");
        yield return new($"start to first gRPC call answered, {which}", Samples.Median(serves), "ms");
    }

    private static async Task<(IReadOnlyCollection<double> Times, int Errors, double Seconds)> WorkAsync(VimNetwork.VimNetworkClient networks, TimeSpan time)
    {
        var times = new ConcurrentBag<double>();
        var errors = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            for (var n = 0; watch.Elapsed < time; n++)
            {
                try
                {
                    times.Add(await Samples.MillisecondsAsync(() => PairAsync(networks, $"ns{caller}-{n}")));
                }
                catch (RpcException e)
                {
                    if (Interlocked.Increment(ref errors) == 1) await Console.Error.WriteLineAsync(e.Status.ToString());
                }
            }
        }));
        return (times.IsEmpty ? throw new InvalidOperationException("no pair of calls succeeded") : times, errors, watch.Elapsed.TotalSeconds);
    }

    private static async Task PairAsync(VimNetwork.VimNetworkClient networks, string name)
    {
        var made = await networks.CreateNetworkAsync(new CreateNetworkRequest { NetName = name, NetType = "bridge", RequestId = Guid.NewGuid().ToString() });
        await networks.DeleteNetworkAsync(new DeleteNetworkRequest { Id = made.Id });
    }
}
