using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using L2sm.OpenFlow;
using L2sm.Sdn;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Topology;
using L2smOsm.Benchmarks.Sdn;
using L2smOsm.Testing.Switching;
using Microsoft.Extensions.Logging.Abstractions;

namespace L2smOsm.Benchmarks;

/// <summary>The controller library on a real Open vSwitch (dummy datapath): 1,000 networks of 10 ports on one switch.</summary>
internal static class SdnSuite
{
    private const int NetworkCount = 1_000;
    private const int PortsPerNetwork = 10;
    private const int Rounds = 5;

    /// <summary>Until what is run often is compiled for good: the published service begins with code that was compiled beforehand.</summary>
    private const int WarmUp = 8;

    private const int Pushes = 9;
    private static readonly DatapathId Id = new(0xa1);
    private static readonly ArrayBufferWriter<byte> Written = new(4 << 20);

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        var networks = Networks();
        yield return new("compile 1,000 networks x 10 ports", Samples.Median(Enumerable.Range(0, Rounds).Select(_ => CompileMilliseconds(networks))), "ms");
        foreach (var figure in LinkFlap.Run()) yield return figure;
        if (OpenVSwitch.Missing is { } missing)
        {
            Console.Error.WriteLine(missing);
            yield break;
        }

        await using var ovs = await OpenVSwitch.StartAsync(Id.Value, ports: 1);
        var flows = 4 + NetworkCount * (PortsPerNetwork + 2);
        var (cold, ours, raw) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < WarmUp + Pushes; round++)
        {
            await EmptyAsync(ovs);
            using var pushes = new PushTimes();
            var (elapsed, changes, push) = await ConnectMillisecondsAsync(ovs, networks);
            cold.Add(elapsed);
            ours.Add(changes / pushes.Seconds);
            await EmptyAsync(ovs);
            raw.Add(await PushMeter.ChangesPerSecondAsync(ovs, push, 1)); // in turns, so that both see the same machine
        }
        yield return new("empty switch, first of a process: connect to all confirmed", cold[0], "ms");
        yield return new("empty switch, first of a process: of what the switch takes of these bundles", 100 * ours[0] / raw[0], "%");
        foreach (var figures in new[] { cold, ours, raw }) figures.RemoveRange(0, WarmUp);
        yield return new("empty switch: connect to all confirmed", Samples.Median(cold), "ms");
        yield return new("empty switch: flows and groups confirmed per second, from the comparison on", Samples.Median(ours), "1/s");
        yield return new("empty switch: flows and groups confirmed per second, the same bundles as bytes", Samples.Median(raw), "1/s", "raw writer");
        yield return new("empty switch: of what the switch takes of these bundles", 100 * Samples.Median([.. ours.Zip(raw, (our, most) => our / most)]), "%");
        yield return new("flows confirmed per second, bytes made beforehand, no bundle", await PushMeter.FlowsPerSecondAsync(ovs, flows, Rounds), "1/s", "raw writer");
        await ConnectMillisecondsAsync(ovs, networks); // holds them again

        var warm = new List<double>();
        long mods = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var (elapsed, sent, _) = await ConnectMillisecondsAsync(ovs, networks);
            warm.Add(elapsed);
            mods += sent;
        }
        yield return new("reconnect, nothing changed: connect to confirmed", Samples.Median(warm), "ms");
        yield return new("reconnect, nothing changed: mods sent", mods, "mods");

        var attaches = await AttachMillisecondsAsync(ovs, networks, 200);
        yield return new("attach to confirmed by the switch, p50", Samples.Median(attaches), "ms");
        yield return new("attach to confirmed by the switch, p95", Samples.Percentile(attaches, 0.95), "ms");
    }

    private static NetworkSet Networks()
    {
        var set = NetworkSet.Empty;
        for (var n = 0; n < NetworkCount; n++)
        {
            var network = new L2Network(new NetworkId((uint)n + 1), $"net-{n}");
            for (var p = 0; p < PortsPerNetwork; p++) network = network.With(new Attachment(new PortKey(Id, (uint)(n * PortsPerNetwork + p + 10))));
            set = set.With(network);
        }
        return set;
    }

    private static double CompileMilliseconds(NetworkSet networks)
    {
        var watch = Stopwatch.StartNew();
        FabricPlan.Empty.With(networks);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static async Task EmptyAsync(OpenVSwitch ovs)
    {
        await ovs.OfctlAsync("del-flows");
        await ovs.OfctlAsync("del-groups");
    }

    private static async Task<(double Milliseconds, long Changes, RecordedPush Push)> ConnectMillisecondsAsync(OpenVSwitch ovs, NetworkSet networks)
    {
        await using var run = await Run.StartAsync(ovs, networks);
        var elapsed = await Samples.MillisecondsAsync(run.InSyncAsync);
        var counters = run.Controller.Snapshot.Switches[Id].Counters;
        return (elapsed, counters.FlowMods + counters.GroupMods, run.Transport);
    }

    private static async Task<double[]> AttachMillisecondsAsync(OpenVSwitch ovs, NetworkSet networks, int count)
    {
        await using var run = await Run.StartAsync(ovs, networks);
        await run.InSyncAsync();
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var network = new NetworkId((uint)i + 1);
            var attachment = new Attachment(new PortKey(Id, (uint)(60_000 + i)));
            networks = networks.Attach(network, attachment);
            var now = networks;
            times[i] = await Samples.MillisecondsAsync(async () =>
            {
                run.Controller.Apply(now);
                // The switch has no such port, so the network never counts as true; its rules are confirmed all the same.
                await run.UntilAsync(snapshot => snapshot.Networks[network].Attachments.ContainsKey(attachment.Port) && snapshot.Switches[Id].InSync);
            });
        }
        return times;
    }

    private sealed class Run(L2smController controller, RecordedPush transport, Task session, CancellationTokenSource stop) : IAsyncDisposable
    {
        public L2smController Controller => controller;

        public RecordedPush Transport => transport;

        public static async Task<Run> StartAsync(OpenVSwitch ovs, NetworkSet networks)
        {
            var controller = new L2smController(new L2smControllerOptions(), [], TimeProvider.System, NullLoggerFactory.Instance);
            controller.Apply(networks);
            Written.ResetWrittenCount(); // one run at a time
            var transport = new RecordedPush(await ovs.ConnectAsync(), Written);
            var stop = new CancellationTokenSource();
            return new Run(controller, transport, controller.RunSessionAsync(transport, "ovs", stop.Token), stop);
        }

        public Task InSyncAsync() => UntilAsync(snapshot => snapshot.Switches.TryGetValue(Id, out var status) && status.InSync);

        public async Task UntilAsync(Func<FabricSnapshot, bool> condition)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            for (var snapshot = controller.Snapshot; !condition(snapshot); snapshot = await controller.WaitForChangeAsync(snapshot.Version, limit.Token))
            {
                // The condition is the loop.
            }
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await session;
            await controller.DisposeAsync();
            stop.Dispose();
        }
    }

    /// <summary>What the controllers of this process say of their rounds of changes: from the comparison to the switch's confirmation.</summary>
    private sealed class PushTimes : IDisposable
    {
        private readonly MeterListener listener = new();
        private long ticks;

        public PushTimes()
        {
            listener.InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "l2sm.sdn.round.duration") self.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => Interlocked.Add(ref ticks, TimeSpan.FromSeconds(seconds).Ticks));
            listener.Start();
        }

        public double Seconds => TimeSpan.FromTicks(Interlocked.Read(ref ticks)).TotalSeconds;

        public void Dispose() => listener.Dispose();
    }
}
