using System.Collections.Concurrent;
using System.IO.Pipelines;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Roles;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests.Roles;

/// <summary>Two controllers on the same real switches: whoever has the newest generation writes, and a change of master writes nothing at all.</summary>
public sealed class TakeoverTests : IAsyncLifetime
{
    private static readonly DatapathId A = new(0xa1), B = new(0xb1);
    private static readonly NetworkId Blue = new(5), Green = new(6);
    private static readonly Link Tunnel = new(new PortKey(A, 100), new PortKey(B, 100), LinkCarrier.TunnelId);
    private static readonly NetworkSet Networks = NetworkSet.Empty.With(
        new L2Network(Blue, "blue").With(At(A, 1)).With(At(A, 2)).With(At(B, 1)));

    private readonly TestLog log = new();
    private OpenVSwitch a = null!, b = null!;
    private Contender first = null!, second = null!;

    public async Task InitializeAsync()
    {
        if (OpenVSwitch.Missing is not null) return;
        a = await OpenVSwitch.StartAsync(A.Value, ports: 4, tunnels: true);
        b = await OpenVSwitch.StartAsync(B.Value, ports: 2, tunnels: true);
        await OpenVSwitch.JoinAsync(a, b, 100);
        first = Contender.Start(FabricRole.Master(1), [a, b], [], log);
        await Condition.HoldsAsync(() => first.Controller.Snapshot.Links is [{ Remembered: false }], "the link is found");
        first.Controller.Apply(Networks);
        await first.InSyncAsync(ControllerRole.Master);
        second = Contender.Start(FabricRole.Slave, [a, b], first.Controller.Snapshot.Links.Select(status => status.Link), log);
        second.Controller.Apply(Networks);
        await second.InSyncAsync(ControllerRole.Slave);
    }

    public async Task DisposeAsync()
    {
        if (a is null) return;
        await second.DisposeAsync();
        await first.DisposeAsync();
        await a.DisposeAsync();
        await b.DisposeAsync();
        log.HasNoErrors();
    }

    [OpenVSwitchFact]
    public async Task A_standby_takes_over_from_a_killed_master_without_a_write_and_without_a_frame_lost()
    {
        var before = await b.SentAsync(1);
        var frames = 0;
        async Task SendAsync(int count)
        {
            for (var i = 0; i < count; i++, frames++) await a.InjectAsync(1, "02:00:00:00:00:01", "ff:ff:ff:ff:ff:ff");
        }

        await SendAsync(5);
        var tables = await TablesAsync(); // with the address that the switches have learned
        await first.KillAsync();
        await SendAsync(5);
        second.Controller.SetRole(FabricRole.Master(2));
        await SendAsync(5);
        await second.InSyncAsync(ControllerRole.Master);
        await SendAsync(5);

        await Condition.ReachesAsync(() => b.SentAsync(1), sent => sent >= before + frames, "each frame has come through");
        second.Counters.ShouldAllBe(counters => counters.FlowMods == 0 && counters.GroupMods == 0 && counters.Errors == 0);
        (await TablesAsync()).ShouldBe(tables);
        await Condition.HoldsAsync(() => second.Controller.Snapshot.Links is [{ Remembered: false }], "it sees the link with its own frames");
        second.Counters.ShouldAllBe(counters => counters.FlowMods == 0 && counters.GroupMods == 0);
    }

    [OpenVSwitchFact]
    public async Task A_master_that_lives_on_is_refused_notices_and_does_not_fight()
    {
        second.Controller.SetRole(FabricRole.Master(2));
        await second.InSyncAsync(ControllerRole.Master);
        var tables = await TablesAsync();

        first.Controller.Apply(Networks.With(new L2Network(Green, "green").With(At(A, 3)).With(At(A, 4))));
        await Condition.HoldsAsync(() => first.Controller.Snapshot.Role.Deposed is not null, "the old master notices");
        first.Controller.Snapshot.Role.Deposed!.ShouldContain("BAD_REQUEST/IS_SLAVE");
        (await TablesAsync()).ShouldBe(tables);

        var sent = first.Counters.ToArray();
        second.Controller.Apply(Networks.With(new L2Network(Green, "green").With(At(A, 3))));
        await Condition.HoldsAsync(() => second.Confirmed(Green), "the new master writes");
        first.Counters.Select(counters => counters.FlowMods + counters.GroupMods).ShouldBe(sent.Select(counters => counters.FlowMods + counters.GroupMods));
        second.Controller.Snapshot.Role.Deposed.ShouldBeNull();
    }

    [OpenVSwitchFact]
    public async Task A_master_that_has_nothing_to_write_notices_too()
    {
        second.Controller.SetRole(FabricRole.Master(2));
        await Condition.HoldsAsync(() => first.Controller.Snapshot.Role.Deposed is not null, "its discovery frames are refused");
    }

    [OpenVSwitchFact]
    public async Task A_generation_that_is_over_is_refused_by_the_switches()
    {
        second.Controller.SetRole(FabricRole.Master(5));
        await second.InSyncAsync(ControllerRole.Master);
        await first.KillAsync();

        await using var late = Contender.Start(FabricRole.Master(4), [a, b], [], log);
        await Condition.HoldsAsync(() => late.Controller.Snapshot.Role.Deposed is not null, "it is told");
        late.Controller.Snapshot.Role.Deposed!.ShouldContain("ROLE_REQUEST_FAILED/STALE");
        late.Counters.ShouldAllBe(counters => counters.FlowMods == 0 && counters.GroupMods == 0);
        second.Controller.Snapshot.Role.Deposed.ShouldBeNull();
    }

    private async Task<string> TablesAsync() => await a.TablesAsync() + await b.TablesAsync();

    private static Attachment At(DatapathId @switch, uint port) => new(new PortKey(@switch, port));

    /// <summary>A controller with a session to each switch.</summary>
    private sealed class Contender : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<OpenVSwitch, IDuplexPipe> connections = [];
        private readonly List<Task> sessions = [];
        private readonly CancellationTokenSource stop = new();

        public required L2smController Controller { get; init; }

        public IEnumerable<SwitchCounters> Counters => Controller.Snapshot.Switches.Values.Select(status => status.Counters);

        public static Contender Start(FabricRole role, OpenVSwitch[] switches, IEnumerable<Link> links, TestLog log)
        {
            var contender = new Contender { Controller = new L2smController(new L2smControllerOptions { Role = role }, links, TimeProvider.System, log) };
            foreach (var ovs in switches)
                contender.sessions.Add(ovs.ServeAsync(contender.Controller, contender.stop.Token, dialled: connection => contender.connections[ovs] = connection));
            return contender;
        }

        public bool Confirmed(NetworkId network) =>
            Controller.Snapshot.Networks.TryGetValue(network, out var realization) && realization.Attachments.Values.All(shortfall => shortfall is null);

        public Task InSyncAsync(ControllerRole role) => Condition.HoldsAsync(
            () => Controller.Snapshot is { Switches: var switches } snapshot && switches.Count == 2 && switches.Values.All(status => status is { Connected: true, InSync: true } && status.Role == role)
                && snapshot.Networks.Keys.All(Confirmed),
            $"in sync as {role}");

        /// <summary>The connections break, as those of a killed process do.</summary>
        public async Task KillAsync()
        {
            foreach (var connection in connections.Values) OpenVSwitch.Break(connection);
            await Task.WhenAll(sessions);
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await Task.WhenAll(sessions);
            await Controller.DisposeAsync();
            stop.Dispose();
        }
    }
}
