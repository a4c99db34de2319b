using System.Diagnostics;
using System.Diagnostics.Metrics;
using L2sm.OpenFlow;

namespace L2sm.Sdn.Telemetry;

/// <summary>
/// The meter <c>L2sm.Sdn</c> of one controller (docs/observability.md). Tags have few values: message types, reasons in classes, and the
/// datapath ids of connected switches. What is counted per message is read when somebody asks, not told each time.
/// </summary>
internal sealed class SdnMeter : IDisposable
{
    /// <summary>The name of the meter, and of the activities.</summary>
    public const string Name = "L2sm.Sdn";

    /// <summary>Spans of sessions and of rounds.</summary>
    public static readonly ActivitySource Activities = new(Name);

    private static readonly KeyValuePair<string, object?> In = new("direction", "received"), Out = new("direction", "sent");
    private static readonly string[] CauseNames = [.. Enum.GetNames<Reconciliation>().Select(name => name.ToLowerInvariant())];
    private static readonly string[] KindNames = [.. Enum.GetNames<CloseKind>().Select(name => name.ToLowerInvariant())];

    private readonly Meter meter;
    private readonly Lock gate = new();
    private readonly HashSet<MessageCounts> living = [];
    private readonly MessageCounts over = new();
    private readonly Counter<long> closes, packetIns, errors, drift;
    private readonly Histogram<double> rounds, attaches, reconciliations;

    /// <param name="owner">The scope of the meter: tells controllers of one process apart.</param>
    /// <param name="snapshot">What the controller knows.</param>
    /// <param name="held">Flows and groups that each connected switch holds of ours.</param>
    public SdnMeter(object owner, Func<FabricSnapshot> snapshot, Func<IEnumerable<(DatapathId Switch, int Flows, int Groups)>> held)
    {
        meter = new Meter(new MeterOptions(Name) { Scope = owner });
        meter.CreateObservableUpDownCounter("l2sm.sdn.sessions", () => snapshot().Switches.Values.Count(s => s.Connected), "{session}", "Switches connected");
        meter.CreateObservableCounter("l2sm.sdn.messages", Messages, "{message}", "OpenFlow messages by type and direction");
        meter.CreateObservableCounter("l2sm.sdn.bytes", Bytes, "By", "Bytes of OpenFlow messages by direction");
        meter.CreateObservableGauge("l2sm.sdn.flows", () => held().Select(s => new Measurement<int>(s.Flows, Tag(s.Switch))), "{flow}", "Flows of ours that a switch holds");
        meter.CreateObservableGauge("l2sm.sdn.groups", () => held().Select(s => new Measurement<int>(s.Groups, Tag(s.Switch))), "{group}", "Groups of ours that a switch holds");
        meter.CreateObservableGauge("l2sm.sdn.networks", () => snapshot().Networks.Count, "{network}", "Networks wanted");
        meter.CreateObservableGauge("l2sm.sdn.links", () => snapshot().Links.Length, "{link}", "Links between switches");
        meter.CreateObservableGauge("l2sm.sdn.writing", () => snapshot().Role.MayWrite ? 1 : 0, "1", "1 while this controller may change switches, 0 for a standby or a deposed master");
        closes = meter.CreateCounter<long>("l2sm.sdn.session.closes", "{session}", "Sessions that ended, by the class of the reason");
        packetIns = meter.CreateCounter<long>("l2sm.sdn.packet_ins", "{packet}", "Frames that came to the controller, by kind");
        errors = meter.CreateCounter<long>("l2sm.sdn.errors", "{error}", "Errors that switches sent");
        drift = meter.CreateCounter<long>("l2sm.sdn.drift", "{change}", "Changes by others to what a switch had confirmed");
        rounds = meter.CreateHistogram(
            "l2sm.sdn.round.duration", "s", "A round of changes to one switch, from the comparison to the switch's confirmation", advice: Durations);
        reconciliations = meter.CreateHistogram(
            "l2sm.sdn.reconciliation.duration", "s", "From the question what a switch holds until it confirmed that it holds what it should", advice: Durations);
        attaches = meter.CreateHistogram(
            "l2sm.sdn.apply.duration", "s", "From the wish for a change of a network until all of its switches confirmed it", advice: Durations);
    }

    private static InstrumentAdvice<double> Durations { get; } = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    /// <summary>Counts of a new session; <see cref="SessionOver"/> gives them back.</summary>
    public MessageCounts NewSession()
    {
        var counts = new MessageCounts();
        lock (gate) living.Add(counts);
        return counts;
    }

    /// <summary>A session ended.</summary>
    public void SessionOver(MessageCounts counts, CloseKind kind)
    {
        lock (gate)
        {
            living.Remove(counts);
            over.Add(counts);
        }
        closes.Add(1, new KeyValuePair<string, object?>("reason", KindNames[(int)kind]));
    }

    /// <summary>A frame came.</summary>
    public void PacketIn(bool isDiscovery) => packetIns.Add(1, new KeyValuePair<string, object?>("kind", isDiscovery ? "discovery" : "other"));

    /// <summary>A switch sent an error.</summary>
    public void Error() => errors.Add(1);

    /// <summary>A switch had to be repaired.</summary>
    public void Drift(int changes) => drift.Add(changes);

    /// <summary>A round of changes is confirmed.</summary>
    public void Round(TimeSpan duration) => rounds.Record(duration.TotalSeconds);

    /// <summary>A switch was compared with what it should hold, and holds it.</summary>
    public void Reconciled(Reconciliation cause, TimeSpan duration) =>
        reconciliations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("cause", CauseNames[(int)cause]));

    /// <summary>A network's change is true.</summary>
    public void Applied(TimeSpan duration) => attaches.Record(duration.TotalSeconds);

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Tag(DatapathId id) => new("switch", id.ToString());

    private List<Measurement<long>> Messages()
    {
        var measurements = new List<Measurement<long>>();
        lock (gate)
            for (var type = 0; type < MessageCounts.Types; type++)
            {
                var (received, sent) = (over.Received(type), over.Sent(type));
                foreach (var counts in living) (received, sent) = (received + counts.Received(type), sent + counts.Sent(type));
                var name = new KeyValuePair<string, object?>("type", MessageCounts.NameOf(type));
                if (received > 0) measurements.Add(new(received, name, In));
                if (sent > 0) measurements.Add(new(sent, name, Out));
            }
        return measurements;
    }

    private Measurement<long>[] Bytes()
    {
        lock (gate)
            return [new(over.BytesReceived + living.Sum(counts => counts.BytesReceived), In), new(over.BytesSent + living.Sum(counts => counts.BytesSent), Out)];
    }
}
