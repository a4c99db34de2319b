using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Programming;
using L2sm.Sdn.Topology;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests.Pipeline;

/// <summary>What a port is in a network.</summary>
internal enum Role
{
    Attached,
    Guarded,
    Mirror,
}

/// <summary>One step of a history: a port goes into a network, or out of all (0). The address is known or has to be learned.</summary>
internal readonly record struct Step(int Switch, uint Port, uint Network, bool KnownAddress, Role Role = Role.Attached);

/// <summary>Software switches kept by the very code that keeps real ones: compile, hand over, diff, messages.</summary>
internal sealed class ProgrammedFabric
{
    private readonly DatapathId[] ids;
    private readonly PortKey[] ports;
    private readonly Dictionary<DatapathId, SoftwareSwitch> switches = [];
    private readonly Dictionary<DatapathId, Queue<OpenFlowMessage>> queues = [];
    private readonly List<NetworkSet> recent = []; // what was wanted since all was last in place

    // The fourth has no tag, and no way over links that need one.
    private NetworkSet networks = Enumerable.Range(1, 4).Aggregate(
        NetworkSet.Empty, (set, i) => set.With(new L2Network(new NetworkId((uint)i), $"n{i}") { Vlan = i == 4 ? null : (ushort)(100 + i) }));

    private readonly ImmutableHashSet<DatapathId> plain;
    private readonly HashSet<DatapathId> away = []; // without a session: they hold what they hold

    private FabricPlan plan = FabricPlan.Empty;
    private SoftwareFabric fabric;
    private Link[] links;
    private (NetworkTree WithTag, NetworkTree Without) parts = (NetworkTree.Empty, NetworkTree.Empty); // which switches the links join

    public ProgrammedFabric(IEnumerable<Link> links, int count, params IEnumerable<int> plain)
    {
        this.plain = [.. plain.Select(at => new DatapathId((ulong)at))];
        ids = [.. Enumerable.Range(1, count).Select(i => new DatapathId((ulong)i))];
        ports = [.. ids.SelectMany(id => new PortKey[] { new(id, 1), new(id, 2) })];
        foreach (var id in ids) (switches[id], queues[id]) = (new SoftwareSwitch(), new());
        this.links = [.. links];
        fabric = Wire();
        plan = plan.With(new TopologyGraph(this.links, this.plain));
        Converge();
    }

    public void Take(Step step) => Take(step, Converge);

    public void Take(Step step, Action converge)
    {
        var port = Fabrics.Port(step.Switch, step.Port);
        networks = networks.Detach(port);
        if (step.Network > 0)
            networks = step.Role == Role.Mirror
                ? WithMirror(new NetworkId(step.Network), port)
                : networks.Attach(new NetworkId(step.Network), new Attachment(port, step.KnownAddress ? [MacOf(port)] : [])
                {
                    Guard = step.Role == Role.Guarded ? new SourceGuard([MacOf(port)], []) : null,
                });
        recent.Add(networks);
        plan = plan.With(networks);
        converge();
    }

    /// <summary>Sends a network along these switches alone.</summary>
    public void Pin(uint network, IEnumerable<int> path)
    {
        networks = networks.With(networks.Networks[new NetworkId(network)] with { Path = path.Select(at => new DatapathId((ulong)at)).ToEquatableArray() });
        recent.Add(networks);
        plan = plan.With(networks);
        Converge();
    }

    private NetworkSet WithMirror(NetworkId id, PortKey port) =>
        networks.With(networks.Networks[id] with { Mirrors = networks.Networks[id].Mirrors.Add(port) });

    /// <summary>A switch loses its session, and what is under way to it.</summary>
    public void Leave(int at)
    {
        var id = new DatapathId((ulong)at);
        away.Add(id);
        queues[id].Clear();
    }

    /// <summary>A switch loses its session and all that it holds.</summary>
    public void Wipe(int at)
    {
        Leave(at);
        switches[new DatapathId((ulong)at)].Clear();
    }

    /// <summary>Switches are there again, and are read before they are given anything.</summary>
    public void Return(params IEnumerable<int> switches)
    {
        var back = switches.Select(at => new DatapathId((ulong)at)).Where(away.Remove).ToDictionary(id => id, id => HeldTables.From(this.switches[id].Flows, this.switches[id].Groups));
        if (back.Count > 0) plan = plan.WithRead(back);
    }

    /// <summary>The next controller knows what is wanted and the links. All sessions are gone.</summary>
    public void Crash()
    {
        foreach (var id in ids) Leave((int)id.Value);
        plan = FabricPlan.Empty.With(plan.Graph);
        plan = plan.WithUnread(plan.Graph.Switches).With(networks);
    }

    public void SetCarrier(Link link, bool alive) => fabric.SetCarrier(link, alive);

    /// <summary>The controller takes links for gone, or for there again, while frames still pass them.</summary>
    public void Forget(IEnumerable<Link> remaining, Action converge)
    {
        plan = plan.With(new TopologyGraph(remaining, plain));
        converge();
    }

    public void CutAllBut(IEnumerable<Link> remaining)
    {
        links = [.. remaining];
        fabric = Wire();
        plan = plan.With(new TopologyGraph(links, plain));
        Converge();
    }

    // An assertion of Shouldly is made only where it fails: these loops are where the time goes.
    public void CheckBroadcast()
    {
        foreach (var from in ports)
        {
            // Whatever a host sends stays in its network: a tag of its own, even one that another network has between switches, or LLDP.
            var broadcast = new Frame(MacAddress.Broadcast, MacOf(from));
            broadcast = from.PortNo == 1 || !HasPlace(from) ? broadcast with { Tags = [101] } : broadcast with { EtherType = LldpFrame.EtherType };
            var flooded = fabric.Send(from, broadcast);
            foreach (var to in ports)
                if (flooded.GetValueOrDefault(to) != (to != from && Joined(from, to) ? 1 : 0))
                    flooded.GetValueOrDefault(to).ShouldBe(to != from && Joined(from, to) ? 1 : 0, $"broadcast from {from} to {to}");
            var network = Attached(from);
            if (network?.Path.Count > 0)
                foreach (var way in fabric.Crossed)
                    if (!IsOnPath(network, way.From, way.To)) way.ToString().ShouldBe("", $"a link off the path for a broadcast from {from}");
            if (network?.Attachments[from].Guard is not null && fabric.Send(from, new Frame(MacAddress.Broadcast, Spoofed)) is { Count: > 0 } spoofed)
                spoofed.ShouldBeEmpty($"a spoofed frame from {from}");
        }
    }

    public void Check()
    {
        CheckBroadcast();
        foreach (var from in ports)
            foreach (var to in ports.Where(to => to != from))
            {
                var arrived = fabric.Send(from, new Frame(MacOf(to), MacOf(from)));
                if (arrived.GetValueOrDefault(to) != (Joined(from, to) ? 1 : 0))
                    arrived.GetValueOrDefault(to).ShouldBe(Joined(from, to) ? 1 : 0, $"frame from {from} to {to}");
                foreach (var port in arrived.Keys)
                    if (!Joined(from, port)) port.ShouldBe(to, $"frame from {from} to {to}");
                foreach (var mirror in ports)
                    if (mirror != from && Attached(mirror) is null && Joined(from, mirror) && arrived.GetValueOrDefault(mirror) != 1)
                        arrived.GetValueOrDefault(mirror).ShouldBe(1, $"what mirror {mirror} sees of a frame from {from} to {to}");
            }
    }

    /// <summary>Where a broadcast arrives.</summary>
    public IEnumerable<PortKey> Reached(PortKey from) => fabric.Send(from, new Frame(MacAddress.Broadcast, MacOf(from))).Keys;

    /// <summary>Whether frames from one port are for the other: an attached port of its network, or a mirror of it, that links join it with.</summary>
    private bool Joined(PortKey from, PortKey to) =>
        Attached(from) is { } network && (network.Attachments.ContainsKey(to) || network.Mirrors.Contains(to)) && HasWay(network, from.Switch, to.Switch);

    /// <summary>The network that a port may send into.</summary>
    private L2Network? Attached(PortKey port) =>
        networks.Owners.TryGetValue(port, out var owner) && networks.Networks[owner] is var network && network.Attachments.ContainsKey(port) ? network : null;

    /// <summary>The switch knows the port as a network's: where it does not, LLDP goes to the controller.</summary>
    private bool HasPlace(PortKey port) =>
        networks.Owners.TryGetValue(port, out var owner) && (networks.Networks[owner].Path.Count == 0 || networks.Networks[owner].Path.Contains(port.Switch));

    private bool HasWay(L2Network network, DatapathId from, DatapathId to)
    {
        var part = network.Vlan is null ? parts.Without : parts.WithTag;
        if (network.Path.Count == 0) return part.RootOf(from) == part.RootOf(to);
        var path = network.Path.ToList();
        var (one, other) = (path.IndexOf(from), path.IndexOf(to));
        return one >= 0 && other >= 0 && Enumerable.Range(Math.Min(one, other), Math.Abs(one - other)).All(
            i => links.Where(link => network.Vlan is not null || link.Carrier == LinkCarrier.TunnelId).Any(link => (link.A.Switch, link.B.Switch) == (path[i], path[i + 1]) || (link.B.Switch, link.A.Switch) == (path[i], path[i + 1])));
    }

    private static bool IsOnPath(L2Network network, PortKey from, PortKey to)
    {
        var path = network.Path.ToList();
        return path.Contains(from.Switch) && path.Contains(to.Switch) && Math.Abs(path.IndexOf(from.Switch) - path.IndexOf(to.Switch)) == 1;
    }

    private SoftwareFabric Wire()
    {
        parts = (NetworkTree.Span(new TopologyGraph(links), ids), NetworkTree.Span(new TopologyGraph(links.Where(link => link.Carrier == LinkCarrier.TunnelId)), ids));
        var wired = new SoftwareFabric(links);
        foreach (var (id, tables) in switches) wired.Switches[id] = tables;
        return wired;
    }

    private static readonly MacAddress Spoofed = new(0x0200_0000_ffff);

    private static MacAddress MacOf(PortKey port) => new(0x0200_0000_0000 | port.Switch.Value << 8 | port.PortNo);

    /// <summary>Nothing worse than loss: a frame reaches ports of its network only, each at most once.</summary>
    public void CheckNothingWrong()
    {
        Func<PortKey, PortKey, bool> mayPass = (from, to) =>
            recent.Select(set => Owner(set, from)).OfType<NetworkId>().Intersect(recent.Select(set => Owner(set, to)).OfType<NetworkId>()).Any()
            && recent.Any(set => Owner(set, from) is { } owner && set.Networks[owner].Attachments.ContainsKey(from));

        foreach (var from in ports)
            foreach (var destination in ports.Select(MacOf).Append(MacAddress.Broadcast))
            {
                var arrived = fabric.Send(from, new Frame(destination, MacOf(from)));
                foreach (var (to, copies) in arrived)
                    if (copies != 1 || !mayPass(from, to)) copies.ShouldBe(mayPass(from, to) ? 1 : 0, $"from {from} to {destination}, at {to}");
            }
    }

    /// <summary>Applies what is to be sent in any order between the switches, in order on each, up to so many messages.</summary>
    public void Converge(Random random, Action afterEach, int messages)
    {
        for (; messages > 0; messages--)
        {
            foreach (var id in ids.Where(id => queues[id].Count == 0 && !away.Contains(id)))
                foreach (var message in Difference(id)) queues[id].Enqueue(message);
            if (ids.Where(id => queues[id].Count > 0).ToArray() is { Length: > 0 } busy)
            {
                var at = busy[random.Next(busy.Length)];
                Apply(at, queues[at].Dequeue());
                afterEach();
            }
            else if (plan.Settle(away.Contains, plan.Unsettled) is var settled && settled != plan)
            {
                plan = settled;
            }
            else
            {
                if (away.Count > 0) return;
                recent.Clear();
                recent.Add(networks);
                return;
            }
        }
    }

    private void Converge() => Converge(new Random(1), () => { }, int.MaxValue);

    private static NetworkId? Owner(NetworkSet set, PortKey port) => set.Owners.TryGetValue(port, out var owner) ? owner : null;

    private void Apply(DatapathId id, OpenFlowMessage message) =>
        (message is FlowMod flow ? switches[id].Apply(flow) : switches[id].Apply((GroupMod)message)).ShouldBeNull();

    private OpenFlowMessage[] Difference(DatapathId id)
    {
        var held = HeldTables.From(switches[id].Flows, switches[id].Groups);
        var wanted = plan.TablesOf(id);
        uint[] keys = [.. held.Fragments.Keys.Union(wanted.Fragments.Keys)];
        var target = PortHandover.Withhold(wanted, held, keys);
        var diff = new FragmentDiff();
        foreach (var key in keys) diff.Add(key, target[key], held[key]);
        diff.Count.ShouldBe(diff.Messages.Count);
        return [.. diff.Messages.Select(message => message.Message)];
    }
}
