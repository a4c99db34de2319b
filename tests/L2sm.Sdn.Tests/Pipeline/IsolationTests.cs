using CsCheck;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Programming;
using L2sm.Sdn.Topology;
using L2smOsm.Testing.Switching;

namespace L2sm.Sdn.Tests.Pipeline;

/// <summary>Promise 1 of DESIGN §5: a frame gets from one port to another if and only if they share a network, and exactly once.</summary>
public sealed class IsolationTests
{
    /// <summary>One step of a history: a port goes into a network, or out of all (0). The address is known or has to be learned.</summary>
    private readonly record struct Step(int Switch, uint Port, uint Network, bool KnownAddress);

    private static readonly Gen<Step> Steps =
        from at in Gen.Int[1, 8]
        from port in Gen.UInt[1, 2]
        from network in Gen.UInt[0, 4]
        from known in Gen.Bool
        select new Step(at, port, network, known);

    [Fact]
    public void Frames_pass_between_two_ports_exactly_once_if_they_share_a_network_and_never_otherwise() =>
        Fabrics.MixedTopologies.Select(Steps.Array[1, 20]).Sample(
            (topology, steps) =>
            {
                var fabric = new ProgrammedFabric(topology.Links, topology.Switches);
                foreach (var step in steps.Where(step => step.Switch <= topology.Switches))
                {
                    fabric.Take(step);
                    fabric.CheckBroadcast();
                }
                fabric.Check();
            },
            iter: 100);

    [Fact]
    public void Links_that_come_and_go_never_open_a_network_to_another() =>
        Fabrics.MixedTopologies.Select(Steps.Array[4, 12], Gen.Int[0, 100].Array[1, 4]).Sample(
            (topology, steps, cuts) =>
            {
                var fabric = new ProgrammedFabric(topology.Links, topology.Switches);
                foreach (var step in steps.Where(step => step.Switch <= topology.Switches)) fabric.Take(step);
                fabric.Check();
                foreach (var cut in cuts.Where(_ => topology.Links.Length > 0))
                {
                    fabric.CutAllBut(topology.Links.Where((_, i) => i != cut % topology.Links.Length));
                    fabric.Check();
                    fabric.CutAllBut(topology.Links);
                    fabric.Check();
                }
            },
            iter: 25);

    [Fact]
    public void While_switches_change_one_message_at_a_time_in_any_order_no_frame_is_doubled_goes_round_or_leaks() =>
        Fabrics.MixedTopologies.Select(Steps.Array[4, 10], Gen.Int[0, 100].Array[1, 4], Gen.Int).Sample(
            (topology, steps, cuts, seed) =>
            {
                var random = new Random(seed);
                var fabric = new ProgrammedFabric(topology.Links, topology.Switches);
                // Some changes come while the one before is still under way.
                void Change() => fabric.Converge(random, fabric.CheckNothingWrong, random.Next(3) == 0 ? random.Next(12) : int.MaxValue);
                foreach (var step in steps.Where(step => step.Switch <= topology.Switches)) fabric.Take(step, Change);
                foreach (var cut in cuts.Where(_ => topology.Links.Length > 0))
                {
                    fabric.Forget(topology.Links.Where((_, i) => i != cut % topology.Links.Length), Change);
                    fabric.Forget(topology.Links, Change);
                }
                fabric.Converge(random, fabric.CheckNothingWrong, int.MaxValue);
                fabric.Check();
            },
            iter: 20);

    [Fact]
    public void A_dead_link_with_a_way_round_it_is_replaced_with_no_controller_and_no_frame_is_lost_or_doubled() =>
        Fabrics.ConnectedTopologies.Select(Steps.Array[4, 14], Gen.Int[0, 100]).Sample(
            (topology, steps, cut) =>
            {
                var fabric = new ProgrammedFabric(topology.Links, topology.Switches);
                foreach (var step in steps.Where(step => step.Switch <= topology.Switches)) fabric.Take(step);
                fabric.Check(); // addresses are learned over the link that is to die
                if (topology.Links.Length == 0) return;
                var dead = topology.Links[cut % topology.Links.Length];
                var others = new TopologyGraph(topology.Links.Where(link => link != dead));
                if (NetworkTree.Span(others, [dead.A.Switch, dead.B.Switch]).RootOf(dead.B.Switch) != dead.A.Switch) return; // nothing goes round it
                fabric.SetCarrier(dead, alive: false);
                fabric.Check();
                fabric.SetCarrier(dead, alive: true);
                fabric.Check();
            },
            iter: 100);

    [Fact]
    public void A_dead_link_that_needs_tags_is_replaced_by_the_one_beside_it()
    {
        Link[] links = [.. new uint[] { 50, 51 }.Select(port => new Link(Fabrics.Port(1, port), Fabrics.Port(2, port), LinkCarrier.Vlan)), Fabrics.Link(2, 3)];
        var fabric = new ProgrammedFabric(links, 3);
        foreach (var network in new uint[] { 1, 2 })
            for (var at = 1; at <= 3; at++) fabric.Take(new Step(at, network, network, KnownAddress: at == 2));
        fabric.Check();

        fabric.SetCarrier(links[0], alive: false);
        fabric.Check();
        fabric.SetCarrier(links[0], alive: true);
        fabric.Check();
    }

    /// <summary>Software switches kept by the very code that keeps real ones: compile, hand over, diff, messages.</summary>
    private sealed class ProgrammedFabric
    {
        private readonly DatapathId[] ids;
        private readonly PortKey[] ports;
        private readonly Dictionary<DatapathId, SoftwareSwitch> switches = [];
        private readonly Dictionary<DatapathId, Queue<OpenFlowMessage>> queues = [];
        private readonly List<NetworkSet> recent = []; // what was wanted since all was last in place

        // The fourth has no tag, and no way over links that need one.
        private NetworkSet networks = Enumerable.Range(1, 4).Aggregate(
            NetworkSet.Empty, (set, i) => set.With(new L2Network(new NetworkId((uint)i), $"n{i}") { Vlan = i == 4 ? null : (ushort)(100 + i) }));

        private FabricPlan plan = FabricPlan.Empty;
        private SoftwareFabric fabric;
        private Link[] links;
        private (NetworkTree WithTag, NetworkTree Without) parts = (NetworkTree.Empty, NetworkTree.Empty); // which switches the links join

        public ProgrammedFabric(IEnumerable<Link> links, int count)
        {
            ids = [.. Enumerable.Range(1, count).Select(i => new DatapathId((ulong)i))];
            ports = [.. ids.SelectMany(id => new PortKey[] { new(id, 1), new(id, 2) })];
            foreach (var id in ids) (switches[id], queues[id]) = (new SoftwareSwitch(), new());
            this.links = [.. links];
            fabric = Wire();
            plan = plan.With(new TopologyGraph(this.links));
            Converge();
        }

        public void Take(Step step) => Take(step, Converge);

        public void Take(Step step, Action converge)
        {
            var port = Fabrics.Port(step.Switch, step.Port);
            networks = networks.Detach(port);
            if (step.Network > 0) networks = networks.Attach(new NetworkId(step.Network), new Attachment(port, step.KnownAddress ? [MacOf(port)] : []));
            recent.Add(networks);
            plan = plan.With(networks);
            converge();
        }

        public void SetCarrier(Link link, bool alive) => fabric.SetCarrier(link, alive);

        /// <summary>The controller takes links for gone, or for there again, while frames still pass them.</summary>
        public void Forget(IEnumerable<Link> remaining, Action converge)
        {
            plan = plan.With(new TopologyGraph(remaining));
            converge();
        }

        public void CutAllBut(IEnumerable<Link> remaining)
        {
            links = [.. remaining];
            fabric = Wire();
            plan = plan.With(new TopologyGraph(links));
            Converge();
        }

        public void CheckBroadcast()
        {
            foreach (var from in ports)
            {
                // Whatever a host sends stays in its network: a tag of its own, even one that another network has between switches, or LLDP.
                var broadcast = new Frame(MacAddress.Broadcast, MacOf(from));
                broadcast = from.PortNo == 1 || !networks.Owners.ContainsKey(from) ? broadcast with { Tags = [101] } : broadcast with { EtherType = LldpFrame.EtherType };
                var flooded = fabric.Send(from, broadcast);
                foreach (var to in ports)
                    if (flooded.GetValueOrDefault(to) != (to != from && Joined(from, to) ? 1 : 0))
                        flooded.GetValueOrDefault(to).ShouldBe(to != from && Joined(from, to) ? 1 : 0, $"broadcast from {from} to {to}");
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
                }
        }

        private bool Joined(PortKey one, PortKey other) =>
            networks.Owners.TryGetValue(one, out var a) && networks.Owners.TryGetValue(other, out var b) && a == b && Path(networks.Networks[a], one.Switch, other.Switch);

        private bool Path(L2Network network, DatapathId from, DatapathId to)
        {
            var part = network.Vlan is null ? parts.Without : parts.WithTag;
            return part.RootOf(from) == part.RootOf(to);
        }

        private SoftwareFabric Wire()
        {
            parts = (NetworkTree.Span(new TopologyGraph(links), ids), NetworkTree.Span(new TopologyGraph(links.Where(link => link.Carrier == LinkCarrier.TunnelId)), ids));
            var wired = new SoftwareFabric(links);
            foreach (var (id, tables) in switches) wired.Switches[id] = tables;
            return wired;
        }

        private static MacAddress MacOf(PortKey port) => new(0x0200_0000_0000 | port.Switch.Value << 8 | port.PortNo);

        /// <summary>Nothing worse than loss: a frame reaches ports of its network only, each at most once.</summary>
        public void CheckNothingWrong()
        {
            Func<PortKey, PortKey, bool> mayPass = (from, to) =>
                recent.Select(set => Owner(set, from)).OfType<NetworkId>().Intersect(recent.Select(set => Owner(set, to)).OfType<NetworkId>()).Any();

            foreach (var from in ports)
                foreach (var destination in ports.Select(MacOf).Append(MacAddress.Broadcast))
                {
                    var arrived = fabric.Send(from, new Frame(destination, MacOf(from)));
                    // An assertion of Shouldly is made only where it fails: these loops are where the time goes.
                    foreach (var (to, copies) in arrived)
                        if (copies != 1 || !mayPass(from, to)) copies.ShouldBe(mayPass(from, to) ? 1 : 0, $"from {from} to {destination}, at {to}");
                }
        }

        /// <summary>Applies what is to be sent in any order between the switches, in order on each, up to so many messages.</summary>
        public void Converge(Random random, Action afterEach, int messages)
        {
            for (; messages > 0; messages--)
            {
                foreach (var id in ids.Where(id => queues[id].Count == 0))
                    foreach (var message in Difference(id)) queues[id].Enqueue(message);
                if (ids.Where(id => queues[id].Count > 0).ToArray() is { Length: > 0 } busy)
                {
                    var at = busy[random.Next(busy.Length)];
                    Apply(at, queues[at].Dequeue());
                    afterEach();
                }
                else if (plan.Plans.Values.FirstOrDefault(network => network.IsUnsettled) is { } unsettled)
                {
                    plan = plan.Settle(unsettled.Network.Id);
                }
                else
                {
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
            return [.. diff.Messages.Select(message => message.Message)];
        }
    }
}
