using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests;

/// <summary>A controller over real switches, which are numbered from 1 and hold what they should when it is there.</summary>
internal sealed class RealFabric : IAsyncDisposable
{
    private readonly TestLog log = new();
    private readonly CancellationTokenSource stop = new();
    private readonly DatapathId[] ids;
    private readonly List<Task> sessions = [];

    private RealFabric(IEnumerable<Link> links, int switches)
    {
        ids = [.. Enumerable.Range(1, switches).Select(i => new DatapathId((ulong)i))];
        Controller = new L2smController(new L2smControllerOptions { DiscoveryInterval = TimeSpan.FromMilliseconds(100) }, links, TimeProvider.System, log);
    }

    public L2smController Controller { get; }

    /// <summary>Changes sent since the start.</summary>
    public long ModsSent => Controller.Snapshot.Switches.Values.Sum(status => status.Counters.FlowMods + status.Counters.GroupMods);

    /// <summary>Programs the switches with these networks over these links.</summary>
    public static async Task<RealFabric> StartAsync(NetworkSet networks, IEnumerable<Link> links, params OpenVSwitch[] switches)
    {
        var fabric = new RealFabric(links, switches.Length);
        fabric.Controller.Apply(networks);
        foreach (var ovs in switches) fabric.sessions.Add(ovs.ServeAsync(fabric.Controller, fabric.stop.Token));
        await fabric.InSyncAsync();
        return fabric;
    }

    /// <summary>Gives them other networks.</summary>
    public async Task ApplyAsync(NetworkSet networks)
    {
        Controller.Apply(networks);
        await InSyncAsync();
    }

    /// <summary>Waits until links are found and every port and mirror is what it should be.</summary>
    public Task TrueAsync() => Condition.ReachesAsync(
        () => Task.FromResult(string.Join("; ", Controller.Snapshot.Networks.Values.SelectMany(network => network.Attachments.Values.Concat(network.Mirrors.Values)).OfType<Shortfall>())),
        missing => missing.Length == 0,
        "the networks are true");

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(sessions);
        await Controller.DisposeAsync();
        stop.Dispose();
        log.HasNoErrors();
    }

    private Task InSyncAsync() => Condition.ReachesAsync(
        () => Task.FromResult(string.Join("; ", ids.Where(id => Controller.Snapshot.Switches.GetValueOrDefault(id) is not { Connected: true, InSync: true })
            .Select(id => $"{id} is not: {string.Join("; ", log.Lines.Where(line => line.Level > Microsoft.Extensions.Logging.LogLevel.Information).TakeLast(5).Select(line => line.Text))}"))),
        missing => missing.Length == 0,
        "in sync");
}
