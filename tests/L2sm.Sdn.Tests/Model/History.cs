using System.Diagnostics;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Programming;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Switching;
using Microsoft.Extensions.Time.Testing;

namespace L2sm.Sdn.Tests.Model;

/// <summary>
/// Plays a history to real controllers, real sessions and software switches, and knows what has to come out: in the end the tables of a
/// fresh compile and exact isolation; at every moment between, nothing worse than loss.
/// </summary>
internal sealed class History : IAsyncDisposable
{
    public const uint HostPorts = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly World world;
    private readonly PortKey[] ports;
    private readonly Link[] cables;
    private readonly NetworkId?[] networks = new NetworkId?[2];
    private readonly Dictionary<PortKey, MacAddress> hosts = [];
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch);
    private readonly TestLog log = new();
    private readonly Random random;
    private readonly List<NetworkSet> recent = []; // what was wanted since all was last in place
    private L2smController controller;
    private NetworkSet desired = NetworkSet.Empty;
    private Link[] linksWritten = []; // as the host has them on disk: it writes them a moment after they changed
    private uint lastNetwork;

    public History(int switches, IEnumerable<Link> links, int seed)
    {
        random = new Random(seed);
        cables = [.. links];
        world = new World(switches, HostPorts, cables) { Watch = () => Glimpse() };
        ports = [.. world.Ids.SelectMany(id => Enumerable.Range(1, (int)HostPorts).Select(port => new PortKey(id, (uint)port)))];
        foreach (var port in ports) hosts[port] = MacOf(Array.IndexOf(ports, port));
        recent.Add(desired);
        controller = NewController([]);
    }

    /// <summary>All switches connect, and their ports are in these networks, those beyond the last in none.</summary>
    public async Task BeginAsync(IReadOnlyList<int> members)
    {
        for (var slot = 0; slot < networks.Length; slot++) await HappensAsync(new Step(Event.CreateNetwork, 0, 0, slot, 0, false, Pause.None));
        foreach (var (port, slot) in ports.Zip(members))
            if (slot < networks.Length)
                await HappensAsync(new Step(Event.Attach, (int)port.Switch.Value - 1, port.PortNo, slot, 0, false, Pause.None));
        await SettleAsync();
    }

    /// <summary>One event, and what is to pass before the next.</summary>
    public async Task PlayAsync(Step step)
    {
        await HappensAsync(step).WaitAsync(Patience);
        switch (step.Pause)
        {
            case Pause.Short:
                for (var i = 0; i < 5; i++) await Task.Yield();
                await Task.Delay(1);
                break;
            case Pause.Round: await PassRoundAsync(); break;
            case Pause.UntilQuiet: await SettleAsync(); break;
            default: break;
        }
    }

    /// <summary>Everybody is there and does his work: all has to become true, and to stay so.</summary>
    public async Task SettleAsync()
    {
        var watch = Stopwatch.StartNew();
        do
        {
            world.ResumeAll();
            await ConnectMissingAsync();
            await PassRoundAsync();
            for (var i = 0; i < 10 && !IsTrue; i++) await Task.Delay(2);
            if (watch.Elapsed > Patience) throw new TimeoutException($"not in place after {Patience.TotalSeconds} s: {Missing()}");
        }
        while (!IsTrue);
        world.Frozen(() =>
        {
            recent.Clear();
            recent.Add(desired);
        });
        world.Faults.ShouldBeEmpty();
        WriteLinksDown();
        world.Frozen(Check);
        log.HasNoErrors();
    }

    public async ValueTask DisposeAsync()
    {
        world.ResumeAll();
        await world.DisconnectAllAsync().WaitAsync(Patience);
        await controller.DisposeAsync();
    }

    private async Task HappensAsync(Step step)
    {
        var id = new DatapathId((ulong)(step.Switch % world.Ids.Count()) + 1);
        var port = new PortKey(id, step.Port);
        var slot = step.Network % networks.Length;
        var cable = cables.Length > 0 ? cables[step.Cable % cables.Length] : null;
        switch (step.Event)
        {
            case Event.Attach when networks[slot] is { } network:
                Want(desired.Detach(port).Attach(network, new Attachment(port, step.KnownAddress ? [hosts[port]] : [])));
                break;
            case Event.Detach:
                Want(desired.Detach(port));
                break;
            case Event.Attach or Event.CreateNetwork when networks[slot] is null:
                var created = new L2Network(new NetworkId(++lastNetwork), $"n{lastNetwork}");
                networks[slot] = created.Id;
                Want(desired.With(created));
                break;
            case Event.DeleteNetwork when networks[slot] is { } deleted:
                networks[slot] = null;
                Want(desired.Without(deleted));
                break;
            case Event.CutCable when cable is not null: await world.SetCableAsync(cable, CableState.Cut); break;
            case Event.SilenceCable when cable is not null: await world.SetCableAsync(cable, CableState.Silent); break;
            case Event.MendCable when cable is not null: await world.SetCableAsync(cable, CableState.Whole); break;
            case Event.SwitchRestarts or Event.SwitchLeaves or Event.SwitchComesBack:
                await BreakAsync(step.Event, id);
                break;
            case Event.ControllerCrashes:
                await CrashAsync(step.KnownAddress && networks[slot] is { } written ? desired.Detach(port).Attach(written, new Attachment(port)) : desired, step.Cable % 2 == 0);
                break;
            case Event.PortVanishes: await world.DeletePortAsync(port); break;
            case Event.PortAppears: await world.AddPortAsync(port); break;
            case Event.HostsSwap: Swap(port, ports[step.Cable % ports.Length]); break;
            case Event.SwitchStalls: world.Stall(id); break;
            default: break;
        }
    }

    private async Task BreakAsync(Event what, DatapathId id)
    {
        switch (what)
        {
            case Event.SwitchRestarts:
                await world.StopAsync(id);
                await world.ConnectAsync(controller, id);
                break;
            case Event.SwitchLeaves: await world.DisconnectAsync(id); break;
            default: await world.ConnectAsync(controller, id); break;
        }
    }

    private void Want(NetworkSet wanted)
    {
        WriteDown(wanted);
        controller.Apply(wanted);
    }

    private void WriteDown(NetworkSet wanted) => world.Frozen(() =>
    {
        desired = wanted;
        recent.Add(wanted);
    });

    private void WriteLinksDown() => linksWritten = [.. controller.Snapshot.Links.Select(status => status.Link)];

    /// <summary>The next controller knows what its host has on disk: the desired state and the links.</summary>
    /// <param name="written">What was wanted last: written down, and maybe never applied.</param>
    /// <param name="wroteLinks">The links as they are were written down too; else those of before are what is known.</param>
    private async Task CrashAsync(NetworkSet written, bool wroteLinks)
    {
        if (wroteLinks) WriteLinksDown();
        if (written != desired) WriteDown(written);
        world.ResumeAll(); // what a switch has not read yet is lost with the connection
        await world.DisconnectAllAsync();
        await controller.DisposeAsync();
        controller = NewController(linksWritten);
        controller.Apply(desired);
        await ConnectMissingAsync();
    }

    private void Swap(PortKey one, PortKey other)
    {
        bool Learned(PortKey port) => !desired.Owners.TryGetValue(port, out var owner) || desired.Networks[owner].Attachments[port].MacAddresses.Count == 0;
        if (Learned(one) && Learned(other)) world.Frozen(() => (hosts[one], hosts[other]) = (hosts[other], hosts[one]));
    }

    private L2smController NewController(IEnumerable<Link> remembered) => new(Options, remembered, clock, log);

    /// <summary>Rounds of a second, so that a history has few of them between two audits; two make a switch absent.</summary>
    private static L2smControllerOptions Options { get; } = new()
    {
        DiscoveryInterval = TimeSpan.FromSeconds(1), AbsentAfter = TimeSpan.FromSeconds(2), AbsentAtStartAfter = TimeSpan.FromSeconds(2),
    };

    private async Task ConnectMissingAsync()
    {
        foreach (var id in world.Away.ToArray()) await world.ConnectAsync(controller, id);
    }

    /// <summary>A round of discovery, in the controller's time. Probes get time to arrive, so that only silence counts as silence.</summary>
    private async Task PassRoundAsync()
    {
        await Task.Delay(1);
        clock.Advance(Options.DiscoveryInterval);
        await Task.Delay(2);
    }

    private bool IsTrue
    {
        get
        {
            var snapshot = controller.Snapshot;
            return world.Ids.All(id => snapshot.Switches.TryGetValue(id, out var status) && status is { Connected: true, InSync: true })
                && snapshot.Links.Select(status => status.Link).ToHashSet().SetEquals(world.WholeCables)
                && Differences().All(difference => difference.Messages.Count == 0);
        }
    }

    private string Missing()
    {
        var snapshot = controller.Snapshot;
        return string.Join("\n", [
            .. world.Ids.Select(id => $"switch {id}: {snapshot.Switches.GetValueOrDefault(id)}"),
            $"links {string.Join(", ", snapshot.Links)} of {string.Join(", ", world.WholeCables)}",
            .. Differences().SelectMany(difference => difference.Messages.Select(message => $"{difference.Id} lacks {message}")),
            .. log.Lines.TakeLast(20).Select(line => line.Text),
        ]);
    }

    /// <summary>What separates each switch's tables from those of a plan that was made at once, with no history.</summary>
    private IEnumerable<(DatapathId Id, IReadOnlyList<ProgramMessage> Messages)> Differences()
    {
        var fresh = FabricPlan.Empty.With(new TopologyGraph(world.WholeCables)).With(desired);
        foreach (var id in world.Ids)
        {
            var wanted = fresh.TablesOf(id);
            var (flows, groups) = world.TablesOf(id);
            var held = HeldTables.From(flows, groups);
            var diff = new FragmentDiff();
            foreach (var key in held.Fragments.Keys.Union(wanted.Fragments.Keys)) diff.Add(key, wanted[key], held[key]);
            yield return (id, diff.Messages);
        }
    }

    /// <summary>Exact isolation: a frame arrives once at the ports that it is for, and nowhere else.</summary>
    private void Check()
    {
        var graph = new TopologyGraph(world.WholeCables);
        var parts = NetworkTree.Span(graph, world.Ids);
        bool Joined(PortKey one, PortKey other) =>
            one != other && world.Has(one) && world.Has(other)
            && desired.Owners.TryGetValue(one, out var network) && desired.Owners.TryGetValue(other, out var same) && network == same
            && parts.RootOf(one.Switch) == parts.RootOf(other.Switch);

        foreach (var from in ports) // this teaches the switches too
            Arrivals(from, MacAddress.Broadcast).ShouldBe(ports.Where(to => Joined(from, to)), $"broadcast from {from}");
        foreach (var from in ports)
            foreach (var to in ports.Where(to => to != from))
            {
                var arrivals = Arrivals(from, hosts[to]);
                arrivals.Contains(to).ShouldBe(Joined(from, to), $"from {from} to {to}");
                arrivals.Where(port => !Joined(from, port)).ShouldBeEmpty($"from {from} to {to}");
            }
    }

    private PortKey[] Arrivals(PortKey from, MacAddress to)
    {
        world.TrySend(from, new Frame(to, hosts[from]), out var arrivals).ShouldBeTrue($"a frame from {from} to {to} goes round in circles");
        arrivals.Where(arrival => arrival.Value > 1).ShouldBeEmpty($"from {from} to {to}");
        return [.. arrivals.Keys];
    }

    /// <summary>Some frames between two changes: they may be lost, but not doubled, not go round, and not reach a port that was in no network with their sender.</summary>
    private string? Glimpse()
    {
        for (var frames = 0; frames < 4; frames++)
        {
            var from = ports[random.Next(ports.Length)];
            var destination = random.Next(2) == 0 ? MacAddress.Broadcast : hosts[ports[random.Next(ports.Length)]];
            if (!world.TrySend(from, new Frame(destination, hosts[from]), out var arrivals)) return $"from {from} to {destination}: round in circles";
            foreach (var (to, copies) in arrivals)
            {
                if (copies > 1) return $"from {from} to {destination}: {copies} times at {to}";
                if (!recent.Any(set => set.Owners.TryGetValue(from, out var network) && recent.Any(other => other.Owners.TryGetValue(to, out var same) && same == network)))
                    return $"from {from} to {destination}: leaked to {to}";
            }
        }
        return null;
    }

    private static MacAddress MacOf(int host) => new(0x0200_0000_0001UL + (ulong)host);
}
