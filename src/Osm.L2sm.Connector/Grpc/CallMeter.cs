using System.Diagnostics.Metrics;
using Grpc.Core;

namespace Osm.L2sm.Connector.Grpc;

/// <summary>How long calls of the services take, and how they end (docs/observability.md).</summary>
internal sealed class CallMeter : IDisposable
{
    /// <summary>The name of the connector's meter.</summary>
    public const string Name = "Osm.L2sm.Connector";

    private readonly Meter meter;
    private readonly Histogram<double> durations;
    private readonly TimeProvider clock;

    public CallMeter(IMeterFactory meters, TimeProvider clock)
    {
        this.clock = clock;
        meter = meters.Create(Name);
        durations = meter.CreateHistogram(
            "osm.l2sm.call.duration",
            "s",
            "Calls of VimNetwork and Fabric that give one answer",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
    }

    public long Start() => clock.GetTimestamp();

    /// <param name="started">From <see cref="Start"/>.</param>
    /// <param name="method">Only methods that exist come here, so that there are few.</param>
    /// <param name="status">How it ended.</param>
    public void Over(long started, string method, StatusCode status) => durations.Record(
        clock.GetElapsedTime(started).TotalSeconds,
        new("method", method[(method.LastIndexOf('/') + 1)..]),
        new("status", status.ToString()));

    public void Dispose() => meter.Dispose();
}
