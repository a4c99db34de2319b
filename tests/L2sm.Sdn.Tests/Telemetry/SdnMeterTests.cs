using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests.Telemetry;

/// <summary>What is measured is what happened.</summary>
public sealed class SdnMeterTests : IAsyncDisposable
{
    private static readonly DatapathId One = new(1), Two = new(2);

    private readonly TestLog log = new();
    private readonly L2smController controller;
    private readonly FakeFabric fabric;
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, double> values = [];

    public SdnMeterTests()
    {
        controller = new L2smController(new L2smControllerOptions(), [Fabrics.Link(1, 2)], TimeProvider.System, log);
        fabric = new FakeFabric(controller, Fabrics.Link(1, 2));
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == controller) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Take(instrument, 1, tags));
        listener.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await fabric.DisposeAsync();
        await controller.DisposeAsync();
        listener.Dispose();
        log.HasNoErrors();
    }

    [Fact]
    public async Task Sessions_messages_tables_and_the_time_of_a_wish_are_measured()
    {
        fabric.Connect(One);
        fabric.Connect(Two);
        controller.Apply(NetworkSet.Empty.With(new L2Network(new NetworkId(5), "blue").With(new Attachment(new PortKey(One, 1))).With(new Attachment(new PortKey(Two, 1)))));
        await Condition.HoldsAsync(() => controller.Snapshot is { Switches: { Count: 2 } switches } && switches.Values.All(status => status.InSync), "in sync");
        await Condition.HoldsAsync(() => Seen("l2sm.sdn.apply.duration") == 1, "the wish is true");

        Look();
        Seen("l2sm.sdn.sessions").ShouldBe(2);
        Seen("l2sm.sdn.networks").ShouldBe(1);
        Seen("l2sm.sdn.links").ShouldBe(1);
        Seen("l2sm.sdn.writing").ShouldBe(1);
        Seen($"l2sm.sdn.flows switch={One}").ShouldBe(fabric[One].Tables.Flows.Count);
        Seen($"l2sm.sdn.groups switch={Two}").ShouldBe(fabric[Two].Tables.Groups.Count);
        Seen("l2sm.sdn.messages type=FlowMod direction=sent").ShouldBe(controller.Snapshot.Switches.Values.Sum(status => status.Counters.FlowMods));
        Seen("l2sm.sdn.messages type=Hello direction=received").ShouldBe(2);
        Seen("l2sm.sdn.bytes direction=sent").ShouldBeGreaterThan(100);
        Seen("l2sm.sdn.round.duration").ShouldBeGreaterThanOrEqualTo(2);
        await Condition.HoldsAsync(() => Seen("l2sm.sdn.reconciliation.duration cause=connect") == 2, "both were compared when they came");
    }

    [Fact]
    public async Task What_others_change_counts_as_drift_and_as_a_reconciliation()
    {
        var one = fabric.Connect(One);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.TryGetValue(One, out var status) && status.InSync, "in sync");
        await one.ChangeByStrangerAsync(tables => tables.Apply(new FlowMod { Command = FlowModCommand.Delete, TableId = 0, CookieMask = 0 }));

        await Condition.HoldsAsync(() => Seen("l2sm.sdn.reconciliation.duration cause=drift") >= 1, "it is put right");
        await Condition.HoldsAsync(() => Seen("l2sm.sdn.drift") > 3, "the base flows of table 0 are counted");
    }

    [Fact]
    public async Task Ended_sessions_are_counted_by_the_class_of_their_reason_and_their_messages_stay_counted()
    {
        fabric.Connect(One);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.TryGetValue(One, out var status) && status.InSync, "in sync");
        await fabric[One].DisposeAsync();
        await Condition.HoldsAsync(() => Seen("l2sm.sdn.session.closes reason=peer") == 1, "the switch went");
        var two = fabric.Connect(Two);
        await Condition.HoldsAsync(() => controller.Snapshot.Switches.TryGetValue(Two, out var status) && status.InSync, "in sync");
        await two.SendRawAsync(new byte[] { 4, 10, 0, 3, 0, 0, 0, 0 });
        await Condition.HoldsAsync(() => Seen("l2sm.sdn.session.closes reason=protocol") == 1, "the switch talked nonsense");
        await Condition.HoldsAsync(() => !controller.Snapshot.Switches.Values.Any(status => status.Connected), "it is dismissed, which is a moment later");

        Look();
        Seen("l2sm.sdn.sessions").ShouldBe(0);
        Seen("l2sm.sdn.messages type=Hello direction=received").ShouldBeGreaterThanOrEqualTo(1);
    }

    private void Look() => listener.RecordObservableInstruments();

    private double Seen(string key) => values.GetValueOrDefault(key);

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = instrument.Name;
        foreach (var tag in tags) key += $" {tag.Key}={tag.Value}";
        if (instrument.IsObservable) values[key] = value;
        else values.AddOrUpdate(key, value, (_, before) => before + value);
    }
}
