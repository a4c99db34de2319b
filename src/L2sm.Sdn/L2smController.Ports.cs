using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Sessions;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn;

/// <content>What switches tell of their ports, and what they are asked.</content>
public sealed partial class L2smController
{
    /// <summary>
    /// Asks a switch which ports it has: a port that came just now may be there already without the switch's word of it. What it says is in the
    /// <see cref="Snapshot"/> when this returns. Any number of callers cost no more than one question after the other.
    /// </summary>
    /// <param name="id">The switch.</param>
    /// <param name="cancellation">Ends the waiting, which takes no longer than two times <see cref="L2smControllerOptions.RequestTimeout"/> as long as the
    /// switch reads.</param>
    /// <returns>False if it has not said: it is not connected, refuses to, or its session ended over it.</returns>
    public async Task<bool> AskPortsAsync(DatapathId id, CancellationToken cancellation)
    {
        SwitchAgent? agent;
        lock (gate) agents.TryGetValue(id, out agent);
        return agent is not null && await agent.PortsAsked.AskAsync().WaitAsync(cancellation);
    }

    private static async Task<bool> AskPortsAsync(SwitchSession session)
    {
        try
        {
            return await session.TryRequestAsync(new PortDescriptionRequest(), patient: true) is not null;
        }
        catch (SessionClosedException)
        {
            return false;
        }
    }

    private void PortChanged(SwitchAgent agent, PortDescription port, PortStatusReason reason)
    {
        lock (gate)
        {
            var key = new PortKey(agent.Id, port.PortNo);
            var gone = reason == PortStatusReason.Delete || !port.IsUp;
            if (gone) linksChanged |= discovery.PortGone(key);
            if (reason == PortStatusReason.Delete) identities.Leaves(key, port.Name, PortIdentities.ClaimOf(wanted, key));
            else GuardPort(key, port.Name);
            var attached = plan.Networks.Owners.TryGetValue(key, out var owner);
            if (gone && attached) Forget(owner); // its host may be elsewhere by now
            Publish(agent, attached ? [owner] : []);
        }
        if (reason != PortStatusReason.Delete && port.IsUp) Probe(agent, port);
    }

    /// <summary>Keeps a port out of its network that is not the one that was attached. Under the lock.</summary>
    private void GuardPort(PortKey port, string name)
    {
        if (!identities.Comes(port, name, PortIdentities.ClaimOf(wanted, port))) return;
        Adopt(plan.With(identities.Guard(wanted)));
        if (PortIdentities.WhyWithheld(plan.Networks, port) is { } why) Log.PortReplaced(logger, why);
    }

    /// <summary>What its ports are called while it is away. Under the lock.</summary>
    private void RememberPorts(SwitchAgent agent)
    {
        foreach (var port in agent.Session.Ports.Values)
            if (new PortKey(agent.Id, port.PortNo) is var key && PortIdentities.ClaimOf(wanted, key) is { } claim)
                identities.Leaves(key, port.Name, claim);
    }
}
