using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Topology;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests.Model;

/// <summary>How a cable between two switches is.</summary>
internal enum CableState
{
    Whole,
    /// <summary>Both ends see it.</summary>
    Cut,
    /// <summary>It eats all frames, and its ends see nothing.</summary>
    Silent,
}

/// <summary>
/// The physical side of a history: switches with their tables, ports and cables, and their sessions with whatever controller there is.
/// Everything changes under one lock, so that a frame meets one state of the whole fabric.
/// </summary>
internal sealed class World
{
    private const int MaxHops = 200;

    private readonly Lock gate = new();
    private readonly Dictionary<DatapathId, SoftwareSwitch> tables = [];
    private readonly Dictionary<DatapathId, SortedSet<uint>> ports = [];
    private readonly Dictionary<DatapathId, FakeSwitch> connected = [];
    private readonly Dictionary<Link, CableState> cables;
    private readonly Dictionary<PortKey, (PortKey Far, Link Cable)> ends;
    private readonly List<(FakeSwitch Switch, Task Session)> sessions = [];
    private readonly List<string> faults = [];
    private volatile ImmutableHashSet<DatapathId> stalled = [];
    private TaskCompletionSource resume = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public World(int switches, uint hostPorts, IEnumerable<Link> links)
    {
        cables = links.ToDictionary(link => link, _ => CableState.Whole);
        ends = cables.Keys.SelectMany(link => new[] { (From: link.A, To: link.B, Cable: link), (From: link.B, To: link.A, Cable: link) })
            .ToDictionary(end => end.From, end => (end.To, end.Cable));
        foreach (var id in Enumerable.Range(1, switches).Select(i => new DatapathId((ulong)i)))
        {
            tables[id] = new SoftwareSwitch();
            ports[id] = [.. Enumerable.Range(1, (int)hostPorts).Select(port => (uint)port), .. ends.Keys.Where(end => end.Switch == id).Select(end => end.PortNo)];
        }
    }

    public IEnumerable<DatapathId> Ids => tables.Keys;

    /// <summary>The switches whose newest session is over, or that have none.</summary>
    public IEnumerable<DatapathId> Away =>
        Ids.Except(sessions.Where(each => !each.Session.IsCompleted && connected.GetValueOrDefault(each.Switch.Id) == each.Switch).Select(each => each.Switch.Id));

    public IEnumerable<Link> Cables => cables.Keys;

    public IEnumerable<Link> WholeCables => cables.Where(cable => cable.Value == CableState.Whole).Select(cable => cable.Key);

    /// <summary>What went wrong while switches changed; empty if nothing did.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (gate) return [.. faults];
        }
    }

    /// <summary>Called under the lock after each change that a switch made for the controller; says what is wrong at that moment.</summary>
    public Func<string?> Watch { get; set; } = () => null;

    /// <summary>Runs something while no switch changes.</summary>
    public void Frozen(Action action)
    {
        lock (gate) action();
    }

    /// <summary>The flows that the controller is answerable for, and the groups.</summary>
    public (FlowStats[] Flows, GroupDescription[] Groups) TablesOf(DatapathId id)
    {
        lock (gate) return ([.. tables[id].Flows], [.. tables[id].Groups]);
    }

    public bool Has(PortKey port) => ports[port.Switch].Contains(port.PortNo);

    /// <summary>Joins a switch to the controller. One that had a session has lost it, and the controller has not heard of that.</summary>
    public async Task ConnectAsync(L2smController controller, DatapathId id)
    {
        if (connected.TryGetValue(id, out var before)) await before.FallSilentAsync();
        var fake = new FakeSwitch(id, tables[id], ports[id])
        {
            // Every second one has no bundles, so that each change of it is seen alone.
            IsPlain = id.Value % 2 == 0, Gate = gate, FrameSent = Carry, Changed = Look, Busy = () => stalled.Contains(id) ? resume.Task : Task.CompletedTask,
        };
        foreach (var port in ports[id]) fake.Ports[port] = Describe(new PortKey(id, port));
        lock (gate) connected[id] = fake;
        sessions.Add((fake, controller.RunSessionAsync(fake.Transport, $"model-{id}", CancellationToken.None)));
        fake.Start();
    }

    public async Task DisconnectAsync(DatapathId id)
    {
        FakeSwitch? fake;
        lock (gate)
            if (!connected.Remove(id, out fake)) return;
        await fake.DisposeAsync();
    }

    /// <summary>Ends the daemon: its tables are empty, and its session is broken.</summary>
    public async Task StopAsync(DatapathId id)
    {
        await DisconnectAsync(id);
        lock (gate) tables[id].Clear();
    }

    /// <summary>The switch does nothing more until <see cref="ResumeAll"/>.</summary>
    public void Stall(DatapathId id) => stalled = stalled.Add(id);

    public void ResumeAll()
    {
        stalled = [];
        resume.SetResult();
        resume = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public async Task SetCableAsync(Link cable, CableState state)
    {
        var before = cables[cable];
        lock (gate)
        {
            cables[cable] = state;
            foreach (var end in new[] { cable.A, cable.B })
                if (state == CableState.Cut) tables[end.Switch].DeadPorts.Add(end.PortNo);
                else tables[end.Switch].DeadPorts.Remove(end.PortNo);
        }
        if (before == CableState.Cut != (state == CableState.Cut))
            foreach (var end in new[] { cable.A, cable.B })
                await TellAsync(end, PortStatusReason.Modify);
    }

    public async Task DeletePortAsync(PortKey port)
    {
        if (ports[port.Switch].Remove(port.PortNo)) await TellAsync(port, PortStatusReason.Delete);
    }

    public async Task AddPortAsync(PortKey port)
    {
        if (ports[port.Switch].Add(port.PortNo)) await TellAsync(port, PortStatusReason.Add);
    }

    /// <summary>Sends a frame from the host at a port: where it arrives, how often; false if it goes round in circles. Only while frozen.</summary>
    public bool TrySend(PortKey from, Frame frame, out SortedDictionary<PortKey, int> arrivals)
    {
        arrivals = [];
        if (!Has(from)) return true;
        var travelling = new Queue<(PortKey At, ulong TunnelId, Frame Frame)>([(from, 0, frame)]);
        for (var hops = 0; travelling.TryDequeue(out var entry); hops++)
        {
            if (hops > MaxHops) return false;
            foreach (var departure in tables[entry.At.Switch].Process(entry.At.PortNo, entry.TunnelId, entry.Frame))
            {
                var port = new PortKey(entry.At.Switch, departure.Port);
                if (!ends.TryGetValue(port, out var end)) arrivals[port] = arrivals.GetValueOrDefault(port) + 1;
                else if (cables[end.Cable] == CableState.Whole) travelling.Enqueue((end.Far, departure.TunnelId, departure.Frame));
            }
        }
        foreach (var gone in arrivals.Keys.Where(port => !Has(port)).ToArray()) arrivals.Remove(gone);
        return true;
    }

    /// <summary>Breaks all sessions and waits until the controller has seen it.</summary>
    public async Task DisconnectAllAsync()
    {
        foreach (var each in sessions) await each.Switch.DisposeAsync();
        await Task.WhenAll(sessions.Select(each => each.Session));
        lock (gate) connected.Clear();
        sessions.Clear();
    }

    private PortDescription Describe(PortKey port) => FakeSwitch.NewPort(port.Switch, port.PortNo) with
    {
        State = ends.TryGetValue(port, out var end) && cables[end.Cable] == CableState.Cut ? 1u : 0,
    };

    private async Task TellAsync(PortKey port, PortStatusReason reason)
    {
        if (!connected.TryGetValue(port.Switch, out var fake)) return;
        var description = Describe(port);
        if (reason == PortStatusReason.Delete) fake.Ports.TryRemove(port.PortNo, out _);
        else fake.Ports[port.PortNo] = description;
        await fake.SendAsync(new PortStatusMessage(reason, description));
    }

    private void Look(FakeSwitch changed)
    {
        if (faults.Count > 0 || Watch() is not { } fault) return;
        faults.Add($"{fault}, with {string.Join(", ", cables)}{string.Concat(tables.Select(entry => $"\nswitch {entry.Key}:\n{TableText.Of(entry.Value)}"))}");
    }

    private void Carry(FakeSwitch from, PacketOut sent)
    {
        var tunnelId = sent.Actions.OfType<SetFieldAction>().Select(set => set.Field).FirstOrDefault(field => field.Type == Oxm.TunnelId);
        foreach (var output in sent.Actions.OfType<OutputAction>())
        {
            FakeSwitch? to;
            (PortKey Far, Link Cable) end;
            lock (gate)
                if (!ends.TryGetValue(new PortKey(from.Id, output.Port), out end) || cables[end.Cable] != CableState.Whole || !connected.TryGetValue(end.Far.Switch, out to))
                    continue;
            if (to.Process(end.Far.PortNo, (ulong)tunnelId.Value, Frame.Read(sent.Data.AsSpan())).Any(departure => departure.Port == PortNumbers.Controller))
                _ = to.SendAsync(new PacketIn(
                    uint.MaxValue, (ushort)sent.Data.Count, PacketInReason.Action, 0, 0,
                    Match.Of(MatchField.InPort(end.Far.PortNo), MatchField.TunnelId((ulong)tunnelId.Value)), sent.Data));
        }
    }
}
