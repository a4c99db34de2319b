using System.Diagnostics;

namespace L2smOsm.Benchmarks.Sdn;

/// <summary>Many emulated switches on the loopback, each controller a process of its own: what no lab has room for.</summary>
internal static class ScaleSuite
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        await foreach (var figure in StartsAsync()) yield return figure;
        await foreach (var figure in RestartAsync()) yield return figure;
        await foreach (var figure in MemoryAsync()) yield return figure;
        await foreach (var figure in HandshakesAsync()) yield return figure;
        await foreach (var figure in ReactiveAsync()) yield return figure;
    }

    private static async IAsyncEnumerable<Figure> StartsAsync()
    {
        const string Name = "start of a controller process to its first connection";
        yield return new(Name, await MedianStartAsync(async () => await Candidate.ControllerAsync(0, 0, 0)), "ms");
        if (await Candidate.TestControllerAsync() is { } test)
        {
            test.Dispose();
            yield return new(Name, await MedianStartAsync(Candidate.TestControllerAsync), "ms", "openvswitch-testcontroller");
        }
        if (await Candidate.OsKenAsync() is { } osKen)
        {
            osKen.Dispose();
            yield return new(Name, await MedianStartAsync(Candidate.OsKenAsync), "ms", "os-ken");
        }
    }

    private static async Task<double> MedianStartAsync(Func<Task<Candidate?>> start)
    {
        var times = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            using var candidate = await start();
            times.Add(candidate!.Listens);
        }
        return Samples.Median(times);
    }

    /// <summary>The controller is killed, and another with the same wish and the same links takes over the switches as they are.</summary>
    private static async IAsyncEnumerable<Figure> RestartAsync()
    {
        const int Switches = 20;
        const string Setting = "20 switches, 1,000 networks x 10 ports";
        await using var fabric = new EmulatedFabric(Switches, hostPorts: 500);
        double cold;
        using (var controller = await Candidate.ControllerAsync(Switches, 1000, 10)) cold = await SyncAsync(controller, fabric);
        yield return new($"{Setting}: cold, connect to all in sync", cold, "ms");
        yield return new($"{Setting}: cold, mods confirmed per second", fabric.Mods / cold * 1000, "1/s");
        var (warm, mods) = (new List<double>(), 0);
        for (var round = 0; round < 3; round++)
        {
            using var controller = await Candidate.ControllerAsync(Switches, 1000, 10);
            warm.Add(await SyncAsync(controller, fabric));
            mods += fabric.Mods;
        }
        yield return new($"{Setting}: controller killed and back, connect to all in sync", Samples.Median(warm), "ms");
        yield return new($"{Setting}: controller killed and back, mods sent", mods, "mods");
    }

    private static async Task<double> SyncAsync(Candidate controller, EmulatedFabric fabric)
    {
        var watch = Stopwatch.StartNew();
        await fabric.ConnectAsync(controller.Address);
        await controller.InSyncMebibytesAsync();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static async IAsyncEnumerable<Figure> MemoryAsync()
    {
        await using var fabric = new EmulatedFabric(100, hostPorts: 100);
        using var controller = await Candidate.ControllerAsync(100, 1000, 10);
        var watch = Stopwatch.StartNew();
        await fabric.ConnectAsync(controller.Address);
        await controller.InSyncMebibytesAsync();
        const string Setting = "100 switches, 1,000 networks, 10,000 ports";
        yield return new($"{Setting}: connect to all in sync", watch.Elapsed.TotalMilliseconds, "ms");
        yield return new($"{Setting}: resident memory of the controller library", controller.ResidentMebibytes, "MiB");
    }

    private static async IAsyncEnumerable<Figure> HandshakesAsync()
    {
        const string Name = "1,000 switches of 10 ports: connect to first rule at each";
        using (var controller = await Candidate.ControllerAsync(1000, 0, 0))
        {
            var idle = controller.ResidentMebibytes;
            yield return new(Name, await HandshakeAsync(controller), "ms");
            yield return new($"{Name}, resident memory", controller.ResidentMebibytes, "MiB");
            yield return new($"{Name}, of which before", idle, "MiB");
        }
        if (await Candidate.OsKenAsync() is not { } osKen) yield break;
        using (osKen)
        {
            double elapsed;
            try
            {
                elapsed = await HandshakeAsync(osKen);
            }
            catch (TimeoutException)
            {
                await Console.Error.WriteLineAsync($"os-ken had not greeted all of 1,000 switches after {Patience.TotalSeconds} s");
                yield break;
            }
            yield return new(Name, elapsed, "ms", "os-ken");
            yield return new($"{Name}, resident memory", osKen.ResidentMebibytes, "MiB", "os-ken");
        }
    }

    private static async Task<double> HandshakeAsync(Candidate candidate)
    {
        await using var fabric = new EmulatedFabric(1000, hostPorts: 10);
        var watch = Stopwatch.StartNew();
        await fabric.ConnectAsync(candidate.Address);
        await fabric.Programmed.WaitAsync(Patience);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static async IAsyncEnumerable<Figure> ReactiveAsync()
    {
        foreach (var (peer, start) in new (string?, Func<Task<Candidate?>>)[]
                 {
                     (null, async () => await Candidate.ResponderAsync()), ("openvswitch-testcontroller", Candidate.TestControllerAsync), ("os-ken", Candidate.OsKenAsync),
                 })
        {
            using var candidate = await start();
            if (candidate is null) continue;
            var name = peer is null ? "packet-in to answer, learning responder on our codec, 16 switches, window 64" : "packet-in to answer, 16 switches, window 64";
            var (rate, cpu) = await new PacketInLoad(candidate.Address, 16, 64).MeasureAsync(() => candidate.Cpu, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
            yield return new(name, rate, "1/s", peer);
            yield return new($"{name}: processor time each", cpu, "us", peer);
        }
    }
}
