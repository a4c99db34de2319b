using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn;

/// <content>Discovery frames: when they are sent, what is made of those that arrive, and how the plan follows the links.</content>
public sealed partial class L2smController
{
    private long roundBegan; // the clock's timestamp. Under the lock

    private void PacketArrived(SwitchAgent agent, PacketIn packet)
    {
        // First: what a host sends in its network is never discovery.
        if (FlowCookie.IsOurs(packet.Cookie) && FlowCookie.Read(packet.Cookie) is { Kind: FlowKind.Learn, Network: var network })
        {
            LearnSender(agent, new NetworkId(network), packet);
            return;
        }
        if (!packet.Match.TryGet(Oxm.InPort, out var inPort) || !lldp.TryRead(packet.Data.AsSpan(), out var from)) return;
        var to = new PortKey(agent.Id, (uint)inPort.Value);
        // What a switch says of ports that it has not got, or that are down, must fill no memory and make no link.
        if (!agent.Session.Ports.TryGetValue(to.PortNo, out var port) || !port.IsUp) return;
        if (BelongsToNetwork(to) || BelongsToNetwork(from.Value)) return; // it was under way when the port was attached
        var carrier = packet.Match.TryGet(Oxm.TunnelId, out var tunnel) && tunnel.Value == NetworkId.Discovery ? LinkCarrier.TunnelId : LinkCarrier.Vlan;
        bool oneWay;
        lock (gate)
            if (discovery.Saw(from.Value, to, carrier, LldpFrame.IsLldp(packet.Data.AsSpan()), out oneWay))
            {
                if (discovery.SharedPorts.Except(feed.Newest.SharedPorts).Contains(to)) Log.PortShared(logger, to);
                linksChanged = true;
            }
        // The other switch may have probed before we were there: answer at once rather than at the next tick.
        if (oneWay) Probe(agent, port);
    }

    private async Task DiscoverAsync(CancellationToken token)
    {
        using var timer = new PeriodicTimer(options.DiscoveryInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(token)) DiscoverOnce();
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The controller stops.
        }
    }

    private void DiscoverOnce()
    {
        try
        {
            SwitchAgent[] connected;
            lock (gate)
            {
                var switches = opened.Mark(feed.Newest.Switches);
                if (!ReferenceEquals(switches, feed.Newest.Switches)) Publish(feed.Newest with { Switches = switches }, []);
                LookForAbsent();
                if (!role.Role.MayWrite) return; // we do not probe, so silence proves nothing
                connected = [.. agents.Values];
                foreach (var agent in connected) agent.EndRound(discovery.Round, roundBegan);
                roundBegan = clock.GetTimestamp();
                if (discovery.EndRound(id => agents.TryGetValue(id, out var agent) ? agent.Heard : default)) linksChanged = true;
            }
            LinksSaid();
            foreach (var agent in connected)
            {
                Probe(agent);
                // After its probes: that it answers shows that they went out, and that what came in would be here.
                if (plan.Graph.NeighboursOf(agent.Id).Length > 0) agent.Session.TryEcho();
            }
        }
        catch (Exception e)
        {
            // A defect of ours in one round must not end discovery for good.
            Log.DiscoveryFault(logger, e);
        }
    }

    private void LookForAbsent()
    {
        var before = absent.Now;
        if (!absent.Look(plan.Graph, agents.ContainsKey)) return;
        foreach (var id in absent.Now.Except(before)) Log.SwitchAbsent(logger, id);
        FollowLinks();
    }

    private void Probe(SwitchAgent agent)
    {
        foreach (var port in agent.Session.Ports.Values) Probe(agent, port);
    }

    /// <summary>
    /// Sends a discovery frame, unless the port is a network's: no host of a network gets to see one. Where LLDP has had its time and none was
    /// heard, also as a broadcast.
    /// </summary>
    private void Probe(SwitchAgent agent, PortDescription port)
    {
        var key = new PortKey(agent.Id, port.PortNo);
        if (port.PortNo >= PortNumbers.Max || !port.IsUp || BelongsToNetwork(key)) return;
        bool alsoBroadcast;
        lock (gate) alsoBroadcast = discovery.Round > agent.ConnectedInRound && !discovery.HearsLldp(key);
        Send(broadcast: false);
        if (alsoBroadcast) Send(broadcast: true);

        void Send(bool broadcast) => agent.Session.TrySendFrame(
            [new SetFieldAction(MatchField.TunnelId(NetworkId.Discovery)), new OutputAction(port.PortNo)],
            lldp.Write(key, port.HardwareAddress, broadcast));
    }

    /// <summary>A link's port stays one, even if somebody wants it attached: that is refused (<see cref="ShortfallKind.PortIsLink"/>).</summary>
    private bool BelongsToNetwork(PortKey port) => plan.Networks.Owners.ContainsKey(port) && !plan.Graph.IsLinkPort(port);

    /// <summary>Links with an end that is not up are gone. True if there were any. Under the lock.</summary>
    private bool ForgetDeadEnds(SwitchAgent agent)
    {
        var lost = false;
        foreach (var end in discovery.Links.SelectMany(status => new[] { status.Link.A, status.Link.B }))
            if (end.Switch == agent.Id && !(agent.Session.Ports.TryGetValue(end.PortNo, out var port) && port.IsUp))
                lost |= discovery.PortGone(end);
        return lost;
    }

    /// <summary>Has the plan follow the links, if anything that a switch said just now changed them: once for all of it.</summary>
    private void LinksSaid()
    {
        if (linksChanged) linkWork.Ask();
    }

    /// <summary>Takes the links as they are into the plan.</summary>
    private void FollowLinks()
    {
        lock (gate)
        {
            linksChanged = false;
            var told = feed.Newest with { Links = discovery.Links, SharedPorts = discovery.SharedPorts };
            var graph = GraphOf();
            if (graph.IsLike(plan.Graph))
            {
                Publish(told, []); // a link of the last run was seen, or one was gone for a moment
                return;
            }
            Log.LinksChanged(logger, graph.Links.Length);
            Adopt(plan.With(graph), told);
        }
    }

    private TopologyGraph GraphOf() => new(discovery.Links.Select(status => status.Link), plain, absent.Now);
}
