using System.Collections.Immutable;
using System.IO.Pipelines;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Programming;
using L2sm.Sdn.Roles;
using L2sm.Sdn.Sessions;
using L2sm.Sdn.Telemetry;
using L2sm.Sdn.Topology;
using Microsoft.Extensions.Logging;

namespace L2sm.Sdn;

/// <summary>
/// The controller: given the networks that are wanted, it makes every switch that connects hold exactly the rules for them.
/// It keeps no state on disk: whoever hosts it gives it the desired state and the links of the last run.
/// </summary>
public sealed partial class L2smController : IAsyncDisposable
{
    private readonly L2smControllerOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly LldpFrame lldp = new();
    private readonly CurrentRole role;
    private readonly SdnMeter meter;
    private readonly ConfirmationTimes unconfirmed;
    private readonly CancellationTokenSource stopping = new();
    private readonly CoalescedWork linkWork;
    private volatile bool linksChanged; // and the plan has not followed. Set under the lock
    private readonly Task working;

    private readonly Lock gate = new();
    private readonly LinkDiscovery discovery;
    private readonly Dictionary<DatapathId, SwitchAgent> agents = [];
    private readonly DepartedPorts departed = new();
    private readonly PortIdentities identities = new();
    private readonly OpenedSwitches opened;
    private readonly AbsentSwitches absent;
    private readonly FirstReads reads;
    private ImmutableHashSet<DatapathId> plain = [];
    private NetworkSet wanted = NetworkSet.Empty;
    private volatile FabricPlan plan;
    private readonly SnapshotFeed feed;

    /// <summary>Makes a controller that wants nothing yet.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="rememberedLinks">The links of the last run: used until discovery proves them wrong, so that a restart rewrites nothing.</param>
    /// <param name="clock">Time.</param>
    /// <param name="loggers">For the log of each part.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time limit of the options is out of its range.</exception>
    public L2smController(L2smControllerOptions options, IEnumerable<Link> rememberedLinks, TimeProvider clock, ILoggerFactory loggers)
    {
        (this.options, this.clock, absent) = (options, clock, new AbsentSwitches(options, clock));
        logger = loggers.CreateLogger<L2smController>();
        discovery = new LinkDiscovery((int)Math.Ceiling(options.LinkTimeout / options.DiscoveryInterval), rememberedLinks);
        plan = FabricPlan.Empty.With(GraphOf());
        plan = plan.WithUnread(plan.Graph.Switches);
        role = new CurrentRole(options.Role);
        opened = new OpenedSwitches(options, clock, logger);
        reads = new FirstReads(read => Adopt(plan!.WithRead(read)), gate, clock);
        meter = new SdnMeter(this, () => feed?.Newest ?? FabricSnapshot.Empty, HeldBySwitches); // which may be asked as soon as it is there
        unconfirmed = new ConfirmationTimes(meter, clock);
        feed = new SnapshotFeed(FabricSnapshot.Empty with { Links = discovery.Links, Role = options.Role }, unconfirmed, options);
        linkWork = new CoalescedWork(FollowLinks, fault => Log.LinkFault(logger, fault));
        working = Task.WhenAll(DiscoverAsync(stopping.Token), linkWork.RunAsync(stopping.Token));
    }

    /// <summary>What is known now, with fresh counters, and what waits to be sent since the last news. Never null; replaced whole at each change.</summary>
    public FabricSnapshot Snapshot
    {
        get
        {
            lock (gate) return feed.Fresh(agents.Values);
        }
    }

    /// <summary>Makes this the desired state. Returns at once; <see cref="Snapshot"/> tells when the switches confirmed it.</summary>
    public void Apply(NetworkSet desired)
    {
        lock (gate)
        {
            wanted = desired;
            var newer = plan.With(identities.Guard(desired));
            unconfirmed.Began(newer.Changes.Select(change => change.Network));
            departed.Note(plan, newer);
            Adopt(newer);
            foreach (var id in departed.GiveUp(at => !agents.ContainsKey(at))) Forget(id);
        }
    }

    /// <summary>
    /// Makes this the role towards every switch. Returns at once; <see cref="SwitchStatus.Role"/> tells what each switch has granted.
    /// A master that a switch refuses for a newer one is deposed: <see cref="FabricSnapshot.Role"/> says so, and nothing is written any more.
    /// </summary>
    public void SetRole(FabricRole newer)
    {
        lock (gate)
        {
            if (role.Role == newer) return;
            Log.RoleChanged(logger, newer);
            Become(newer);
        }
    }

    /// <summary>Gives a standby the links that the master knows: a standby sends no discovery frames of its own.</summary>
    /// <exception cref="InvalidOperationException">This controller writes, and so knows better.</exception>
    public void AdoptLinks(IEnumerable<Link> links)
    {
        lock (gate)
        {
            if (role.Role.MayWrite) throw new InvalidOperationException("only a standby takes its links from others");
            var before = discovery.Links;
            discovery.Remember(links);
            foreach (var agent in agents.Values) ForgetDeadEnds(agent);
            if (!discovery.Links.SequenceEqual(before)) FollowLinks();
        }
    }

    /// <summary>Waits for a snapshot newer than <paramref name="version"/> and returns the newest.</summary>
    public async Task<FabricSnapshot> WaitForChangeAsync(long version, CancellationToken cancellation)
    {
        Task<FabricSnapshot> newer;
        lock (gate) newer = feed.After(version);
        return await newer.WaitAsync(cancellation);
    }

    /// <summary>Serves one switch until it goes, fails or <paramref name="cancellation"/> is set. Does not throw for what the peer does.</summary>
    /// <param name="transport">The bytes. Completed on return.</param>
    /// <param name="remoteAddress">The peer, for people.</param>
    /// <param name="cancellation">Ends the session.</param>
    public Task<SessionEnd> RunSessionAsync(IDuplexPipe transport, string remoteAddress, CancellationToken cancellation) =>
        RunSessionAsync(transport, new SwitchPeer(remoteAddress), cancellation);

    /// <inheritdoc cref="RunSessionAsync(IDuplexPipe, string, CancellationToken)"/>
    /// <param name="transport">The bytes. Completed on return.</param>
    /// <param name="peer">The other end.</param>
    /// <param name="cancellation">Ends the session.</param>
    public async Task<SessionEnd> RunSessionAsync(IDuplexPipe transport, SwitchPeer peer, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopping.Token);
        using var session = new SwitchSession(transport, peer, meter, options, clock, logger);
        SwitchAgent? agent = null;
        using var activity = SdnMeter.Activities.StartActivity("session")?.SetTag("peer", peer.Address);
        await session.RunAsync(
            token =>
            {
                agent = Admit(session);
                return agent.Role.RunAsync(token);
            },
            stop.Token);
        var reason = session.CloseReason ?? "closed";
        activity?.SetTag("switch", agent?.Id.ToString()).SetTag("reason", reason);
        if (agent is not null) Dismiss(agent, reason);
        else if (!peer.IsDialled) Log.ConnectionRejected(logger, peer.Address, reason);
        return new SessionEnd(agent?.Id, reason);
    }

    /// <summary>Ends all sessions. The switches keep what they hold.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await working;
        lock (gate) reads.Dispose();
        meter.Dispose();
        stopping.Dispose();
    }

    private (DatapathId Switch, int Flows, int Groups)[] HeldBySwitches()
    {
        SwitchAgent[] now;
        lock (gate) now = [.. agents.Values];
        return [.. now.Select(agent => (agent.Id, agent.Programmer.HeldCounts.Flows, agent.Programmer.HeldCounts.Groups))];
    }

    private SwitchAgent Admit(SwitchSession session)
    {
        var id = session.Features!.DatapathId;
        var programmer = new SwitchProgrammer(session, id, gate, () => plan.TablesOf(id), held => HasRead(id, session, held), keys => Confirmed(id, keys), options, clock, logger);
        var agent = new SwitchAgent(id, session, programmer, clock.GetUtcNow())
        {
            Taught = new TaughtSenders(clock),
            PortsAsked = new SharedQuestion<bool>(() => AskPortsAsync(session)),
            Role = new SwitchRole(id, session, programmer, role, () => RoleAssumed(id, session), Depose, options, clock, logger),
        };
        SwitchAgent? older;
        lock (gate)
        {
            if (agents.TryGetValue(id, out older) && session.IsDialled)
                throw new SessionClosedException($"switch {id} is connected already, from {older.Session.RemoteAddress}", CloseKind.Replaced);
            agents[id] = agent;
            if (older is not null)
            {
                RememberPorts(older);
                reads.Drop(older);
            }
            opened.Returned(id, feed.Newest.Switches.GetValueOrDefault(id)?.LastHeard);
            Log.SwitchConnected(logger, id, session.RemoteAddress, session.Description, session.Ports.Count);
            if (session.Dialect == SwitchDialect.Plain) Log.SwitchIsPlain(logger, id);
            session.PortChanged = (port, reason) => PortChanged(agent, port, reason);
            session.PacketArrived = packet => PacketArrived(agent, packet);
            session.AllHandled = LinksSaid;
            agent.ConnectedInRound = discovery.Round;
            if (ForgetDeadEnds(agent) | Speaks(id, session.Dialect) | absent.Returned(id)) FollowLinks(); // before it is given anything
            foreach (var port in session.Ports.Values) GuardPort(new PortKey(id, port.PortNo), port.Name);
            Publish(agent, networks: plan.NetworksOn(id));
        }
        if (older is not null)
        {
            Log.SwitchReplaced(logger, id, session.RemoteAddress);
            older.Session.Close("the switch connected again", CloseKind.Replaced);
        }
        return agent;
    }

    /// <summary>Notes what a switch speaks; until it says otherwise, it has the extensions. True if that is news. Under the lock.</summary>
    private bool Speaks(DatapathId id, SwitchDialect dialect)
    {
        var before = plain;
        plain = dialect == SwitchDialect.Plain ? plain.Add(id) : plain.Remove(id);
        return !ReferenceEquals(before, plain);
    }

    private void RoleAssumed(DatapathId id, SwitchSession session)
    {
        SwitchAgent? agent;
        lock (gate)
        {
            if (!agents.TryGetValue(id, out agent) || agent.Session != session) return;
            agent.ConnectedInRound = discovery.Round; // what was not probed for cannot have been silent
            Publish(agent, []);
        }
        Probe(agent);
    }

    private void Depose(string why)
    {
        lock (gate)
        {
            if (!role.Role.MayWrite) return;
            Log.Deposed(logger, why);
            Become(role.Role with { Deposed = why });
        }
    }

    private void Become(FabricRole newer)
    {
        // Another has written meanwhile: what was read as a standby is out of date.
        if (newer.MayWrite && !role.Role.MayWrite)
        {
            plan = plan.WithUnread(plan.Graph.Switches.Union(agents.Keys));
            reads.DropAll();
        }
        role.Set(newer);
        Publish(feed.Newest with { Role = newer }, []);
    }

    private void Dismiss(SwitchAgent agent, string reason)
    {
        Log.SwitchDisconnected(logger, agent.Id, reason);
        lock (gate)
        {
            if (!agents.TryGetValue(agent.Id, out var current) || current != agent) return; // replaced by a newer session
            agents.Remove(agent.Id);
            absent.Lost(agent.Id, agent.Session.Silence);
            reads.Drop(agent);
            RememberPorts(agent);
            foreach (var id in departed.GiveUp(at => at == agent.Id)) Forget(id);
            // A switch that nothing depends on is forgotten: peers that come and go must not fill our memory.
            var needed = plan.Graph.NeighboursOf(agent.Id).Length > 0 || plan.NetworksOn(agent.Id).Any();
            var status = agent.ToStatus() with
            {
                Connected = false, ConnectedSince = null, InSync = false, LastError = reason, Ports = ImmutableSortedDictionary<uint, PortStatus>.Empty,
                LastHeard = clock.GetUtcNow() - agent.Session.Silence,
            };
            var switches = needed ? feed.Newest.Switches.SetItem(agent.Id, status) : feed.Newest.Switches.Remove(agent.Id);
            if (!needed) plain = plain.Remove(agent.Id);
            Publish(feed.Newest with { Switches = switches }, plan.NetworksOn(agent.Id));
            Settle(plan.Unsettled); // nobody waits for it any longer
        }
    }

    /// <summary>Takes what a switch holds into the plan. Until that is done it may be given nothing.</summary>
    private Task HasRead(DatapathId id, SwitchSession session, SwitchTables held)
    {
        lock (gate) return agents.TryGetValue(id, out var agent) && agent.Session == session ? reads.Take(agent, held, plan) : Task.CompletedTask;
    }

    private void Confirmed(DatapathId id, IReadOnlyCollection<uint> keys)
    {
        lock (gate)
        {
            if (!agents.TryGetValue(id, out var agent)) return;
            NetworkId[] networks = [.. keys.Where(key => key != TableFragment.BaseKey).Select(key => new NetworkId(key))];
            Publish(agent, networks);
            Settle(keys.Contains(TableFragment.BaseKey) ? plan.Unsettled : networks);
            foreach (var network in departed.Confirm(id, networks.Where(network => agent.Programmer.HasConfirmed(network.Value, plan.FragmentOf(id, network)))))
                Forget(network, but: id); // which forgets with the change itself
        }
    }

    /// <summary>Gives networks the rest of their trees, once every connected switch has let go of the edges before.</summary>
    private void Settle(IEnumerable<NetworkId> networks)
    {
        if (TreeSettlement.Settle(plan, agents, networks) is var newer && newer != plan) Adopt(newer);
    }

    /// <summary>Has all switches of a network forget what they have learned in it. Under the lock.</summary>
    private void Forget(NetworkId id, DatapathId? but = null)
    {
        if (!plan.Plans.TryGetValue(id, out var network)) return;
        foreach (var at in network.Fragments.Keys)
            if (at != but && agents.TryGetValue(at, out var agent))
            {
                agent.Session.Send(LearnedAddresses.Forget(id.Value, plan.Graph.IsPlain(at)));
                agent.Taught.Forget(id.Value);
            }
    }

    /// <summary>Puts a plan in place of the one that it was made from. Under the lock.</summary>
    private void Adopt(FabricPlan newer, FabricSnapshot? told = null)
    {
        NetworkId[] gone = [.. newer.Concerned.Where(id => !newer.Plans.ContainsKey(id))];
        var older = plan;
        plan = newer;
        foreach (var id in gone)
            foreach (var agent in agents.Values) agent.Taught.Forget(id.Value);
        var changes = newer.Changes.ToLookup(change => change.Switch, change => change.Network.Value);
        HashSet<DatapathId> otherBases = ReferenceEquals(older.Graph, newer.Graph) ? [] : [.. agents.Keys.Where(id => !ReferenceEquals(older.BaseOf(id), newer.BaseOf(id)))];
        // In one call: the networks' flows name groups of the links, which are in the base.
        foreach (var id in otherBases.Union(changes.Select(change => change.Key)))
            if (agents.TryGetValue(id, out var agent))
                agent.Programmer.Wake(otherBases.Contains(id) ? changes[id].Prepend(TableFragment.BaseKey) : changes[id]);
        told ??= feed.Newest;
        Publish(told with { Networks = told.Networks.RemoveRange(gone) }, newer.Concerned);
    }

    private void Publish(SwitchAgent agent, IEnumerable<NetworkId> networks) =>
        Publish(feed.Newest with { Switches = feed.Newest.Switches.SetItem(agent.Id, agent.ToStatus()) }, networks);

    private void Publish(FabricSnapshot snapshot, IEnumerable<NetworkId> networks) => feed.Publish(snapshot, networks, plan, agents);
}
