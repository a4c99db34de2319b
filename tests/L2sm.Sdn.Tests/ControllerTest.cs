using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests;

/// <summary>
/// What tests of a controller stand on: two fake switches and the link between them. Each class of tests runs on switches that have the extensions
/// of Open vSwitch, and once more on those that have none.
/// </summary>
public abstract class ControllerTest : IAsyncLifetime
{
    protected static readonly DatapathId One = new(1);
    protected static readonly DatapathId Two = new(2);
    protected static readonly NetworkId Blue = new(5);
    protected static readonly NetworkId Green = new(6);

    /// <summary>The switches have no extensions.</summary>
    protected virtual bool IsPlain => false;

    protected TestLog Log { get; } = new();

    protected Link Link { get; } = Fabrics.Link(1, 2);

    protected L2smController Controller { get; private set; } = null!;

    protected FakeFabric Fabric { get; private set; } = null!;

    protected static L2smControllerOptions Options { get; } = new() { DiscoveryInterval = TimeSpan.FromMilliseconds(50) };

    public Task InitializeAsync()
    {
        NewController();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Fabric.DisposeAsync();
        await Controller.DisposeAsync();
        Log.HasNoErrors();
    }

    protected static Frame Broadcast { get; } = new(MacAddress.Broadcast, MacAddress.Parse("02:00:00:00:00:01"));

    protected static NetworkSet TwoEnds(NetworkId id) =>
        NetworkSet.Empty.With(new L2Network(id, "vl").With(new Attachment(Fabrics.Port(1, 1))).With(new Attachment(Fabrics.Port(2, 1))));

    protected static NetworkSet OneSwitch(NetworkId id, uint port) => NetworkSet.Empty.With(new L2Network(id, "vl").With(new Attachment(Fabrics.Port(1, port))));

    protected void NewController(Link[]? remembered = null, L2smControllerOptions? options = null)
    {
        Controller = new L2smController(options ?? Options, remembered ?? [], TimeProvider.System, Log);
        Fabric = new FakeFabric(Controller, Link) { IsPlain = IsPlain };
    }

    protected Task InSync(DatapathId id) =>
        Condition.HoldsAsync(() => Controller.Snapshot.Switches.TryGetValue(id, out var status) && status is { Connected: true, InSync: true }, $"switch {id} in sync");

    protected async Task Realized(NetworkId id)
    {
        try
        {
            await Condition.HoldsAsync(
                () => Controller.Snapshot.Networks.TryGetValue(id, out var network) && network.Attachments.Values.All(shortfall => shortfall is null),
                $"network {id} is true");
        }
        catch (TimeoutException e)
        {
            var missing = Controller.Snapshot.Networks.GetValueOrDefault(id)?.Attachments.Select(pair => $"{pair.Key}: {pair.Value?.Message}") ?? [];
            throw new TimeoutException($"{e.Message}; {string.Join("; ", missing)}; log: {string.Join("; ", Log.Lines.TakeLast(8).Select(line => line.Text))}", e);
        }
    }
}
