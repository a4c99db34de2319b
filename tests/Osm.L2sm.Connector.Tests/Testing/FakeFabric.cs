using System.Collections.Immutable;
using System.IO.Pipelines;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Roles;
using L2sm.Sdn.Sessions;
using L2sm.Sdn.Topology;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Tests.Testing;

/// <summary>A fabric whose switches confirm at once what they can, unless a test says what is wrong.</summary>
internal sealed class FakeFabric : IFabric
{
    private readonly Lock gate = new();
    private readonly Dictionary<PortKey, Shortfall> shortfalls = [];
    private readonly List<NetworkSet> applied = [];
    private NetworkSet wanted = NetworkSet.Empty;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FabricSnapshot Snapshot { get; private set; } = FabricSnapshot.Empty;

    public ImmutableArray<Link> Remembered { get; private set; } = [];

    public NetworkSet Wanted => wanted;

    /// <summary>Of every network.</summary>
    public int? Mtu { get; set; }

    /// <summary>Off: nothing applied is compiled any more.</summary>
    public bool Compiles { get; set; } = true;

    public bool Started { get; private set; }

    /// <summary>What every wait throws: a fault of the fabric.</summary>
    public Exception? Fault { get; set; }

    public int FaultsThrown { get; private set; }

    public FabricRole? Role { get; private set; }

    /// <summary>The ports in networks, of each state that was ever to be made true.</summary>
    public IReadOnlyList<IReadOnlyCollection<PortKey>> AppliedOwners
    {
        get
        {
            lock (gate) return [.. applied.Select(set => (IReadOnlyCollection<PortKey>)[.. set.Owners.Keys])];
        }
    }

    public void Observe() => Role = FabricRole.Slave;

    public void Start(ImmutableArray<Link> rememberedLinks, NetworkSet desired, FabricRole role)
    {
        (Remembered, Started, Role) = (rememberedLinks, true, role);
        Update(s => s with { Links = [.. rememberedLinks.Select(l => new LinkStatus(l, Remembered: true))] }, desired);
    }

    public void Apply(NetworkSet desired) => Update(s => s, desired);

    public void Connect(ulong datapath, params string[] ports) => Update(s => s with
    {
        Switches = s.Switches.SetItem(new DatapathId(datapath), new SwitchStatus(
            new DatapathId(datapath), true, "192.0.2.1:6653", "fake", DateTimeOffset.UnixEpoch, true, null, SwitchCounters.Zero,
            ports.Select((name, i) => new PortStatus((uint)i + 1, name, new MacAddress((ulong)i + 1), true)).ToImmutableSortedDictionary(p => p.PortNo, p => p))),
    });

    public void Grant(ulong datapath, ControllerRole role) => Update(s => s with
    {
        Switches = s.Switches.SetItem(new DatapathId(datapath), s.Switches[new DatapathId(datapath)] with { Role = role }),
    });

    public void Disconnect(ulong datapath) => Update(s => s with
    {
        Switches = s.Switches.SetItem(new DatapathId(datapath), s.Switches[new DatapathId(datapath)] with { Connected = false }),
    });

    /// <summary>What a switch says when it is asked for its ports; by default, that it has told of all.</summary>
    public Func<DatapathId, Task<bool>> PortsAsked { get; set; } = _ => Task.FromResult(true);

    public Task<bool> AskPortsAsync(DatapathId id, CancellationToken cancellation) => PortsAsked(id).WaitAsync(cancellation);

    public void Share(PortKey port) => Update(s => s with { SharedPorts = s.SharedPorts.Add(port) });

    public void See(params Link[] links) => Update(s => s with { Links = [.. links.Select(l => new LinkStatus(l, Remembered: false))] });

    public void Fail(PortKey port, ShortfallKind kind, string message) => Update(s => s, change: () => shortfalls[port] = new Shortfall(kind, message));

    public async Task<FabricSnapshot> WaitForChangeAsync(long version, CancellationToken cancellation)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (Fault is { } fault)
                {
                    FaultsThrown++;
                    throw fault;
                }
                if (Snapshot.Version > version) return Snapshot;
                next = changed.Task;
            }
            await next.WaitAsync(cancellation);
        }
    }

    public async Task<SessionEnd> ServeSwitchAsync(IDuplexPipe transport, SwitchPeer peer, CancellationToken cancellation)
    {
        // Echoes, which is enough to see that bytes pass and that the end of the service ends it.
        while (true)
        {
            var read = await transport.Input.ReadAsync(cancellation);
            foreach (var part in read.Buffer) await transport.Output.WriteAsync(part, cancellation);
            transport.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return new SessionEnd(null, "the peer is gone");
        }
    }

    private void Update(Func<FabricSnapshot, FabricSnapshot> change, NetworkSet? desired = null, Action? before = null)
    {
        lock (gate)
        {
            before?.Invoke();
            wanted = desired ?? wanted;
            if (desired is not null) applied.Add(desired);
            var next = change(Snapshot);
            Snapshot = next with { Version = next.Version + 1, Networks = Compiles ? Realize(next) : next.Networks };
            var wake = changed;
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            wake.SetResult();
        }
    }

    private void Update(Func<FabricSnapshot, FabricSnapshot> same, Action change) => Update(same, null, change);

    private ImmutableDictionary<NetworkId, NetworkRealization> Realize(FabricSnapshot snapshot) => wanted.Networks.Values.ToImmutableDictionary(
        n => n.Id,
        n => new NetworkRealization(n.Id, n.Attachments.Keys.ToImmutableSortedDictionary(p => p, p => ShortfallOf(p, snapshot)))
        {
            Mirrors = n.Mirrors.ToImmutableSortedDictionary(p => p, p => ShortfallOf(p, snapshot)),
            Mtu = Mtu,
        });

    private Shortfall? ShortfallOf(PortKey port, FabricSnapshot snapshot)
    {
        if (shortfalls.TryGetValue(port, out var told)) return told;
        if (!snapshot.Switches.TryGetValue(port.Switch, out var status) || !status.Connected) return new Shortfall(ShortfallKind.SwitchNotConnected, "its switch is not connected");
        return status.Ports.ContainsKey(port.PortNo) ? null : new Shortfall(ShortfallKind.PortNotFound, "its switch has no such port");
    }
}
