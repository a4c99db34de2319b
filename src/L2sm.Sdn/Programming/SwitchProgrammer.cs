using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Sessions;
using L2sm.Sdn.Telemetry;
using L2sm.Sdn.Topology;
using Microsoft.Extensions.Logging;
using System.Collections.Immutable;
using System.Threading.Channels;

namespace L2sm.Sdn.Programming;

/// <summary>
/// Makes one connected switch hold what the plan says: read once, then compare and send only differences, each round confirmed by the switch;
/// and put right again what others change. Level-triggered: it always works towards the newest plan, however many changes came meanwhile.
/// </summary>
internal sealed class SwitchProgrammer
{
    private readonly SwitchSession session;
    private readonly DatapathId id;
    private readonly Lock planLock;
    private readonly Func<SwitchTables> desired;
    private readonly Func<SwitchTables, Task> read;
    private readonly Action<IReadOnlyCollection<uint>> confirmed;
    private readonly L2smControllerOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;

    private readonly Lock gate = new();
    private readonly Channel<bool> doorbell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private HashSet<uint> dirty = [];
    private uint[] postponed = [];
    private volatile SwitchTables held = SwitchTables.Empty;
    private volatile ImmutableDictionary<uint, Refusal> refusals = ImmutableDictionary<uint, Refusal>.Empty;
    private volatile bool inSync;
    private volatile DriftCounters drift = DriftCounters.Zero;
    private readonly SwitchReader reader;
    private readonly SwitchWriter writer;
    private readonly FlowWatch watch;
    private readonly RepairPace pace = new();
    private readonly long began;
    private bool watches;
    private readonly ForeignRules foreign = new();
    private IReadOnlySet<byte> oldGenerations = new HashSet<byte>();

    /// <summary>A programmer for a session that has finished its handshake.</summary>
    /// <param name="session">The switch.</param>
    /// <param name="id">Its id.</param>
    /// <param name="planLock">Held while the plan changes and <see cref="Wake"/> tells of it.</param>
    /// <param name="desired">The newest tables that it should hold.</param>
    /// <param name="read">Called with what it holds; it is given nothing before that is over.</param>
    /// <param name="confirmed">Called with the owners whose state may have changed, after each round.</param>
    /// <param name="options">The audit's interval.</param>
    /// <param name="clock">Time.</param>
    /// <param name="logger">The log.</param>
    public SwitchProgrammer(
        SwitchSession session,
        DatapathId id,
        Lock planLock,
        Func<SwitchTables> desired,
        Func<SwitchTables, Task> read,
        Action<IReadOnlyCollection<uint>> confirmed,
        L2smControllerOptions options,
        TimeProvider clock,
        ILogger logger)
    {
        (this.session, this.id, this.planLock, this.desired, this.read, this.confirmed, this.options, this.clock, this.logger) =
            (session, id, planLock, desired, read, confirmed, options, clock, logger);
        (reader, writer) = (new SwitchReader(session), new SwitchWriter(session));
        watch = new FlowWatch(() => doorbell.Writer.TryWrite(true));
        began = clock.GetTimestamp();
    }

    /// <summary>Since it was made, whatever clock on the wall somebody sets meanwhile.</summary>
    private TimeSpan Now => clock.GetElapsedTime(began);

    private sealed record Refusal(TableFragment Fragment, string Error);

    /// <summary>Nothing waits to be sent or confirmed, and nothing was refused.</summary>
    public bool InSync => inSync && refusals.IsEmpty;

    /// <summary>The words of a refusal that stands; null if there is none.</summary>
    public string? FirstRefusal => refusals.Values.FirstOrDefault()?.Error;

    /// <summary>What others did to the switch, and what became of it.</summary>
    public DriftCounters Drift => drift;

    /// <summary>What others hold in our tables.</summary>
    public ForeignStatus Foreign => foreign.Status;

    /// <summary>What the switch holds is known; before that, nothing can be said of it.</summary>
    public bool HasReadTables { get; private set; }

    /// <summary>How much it holds of ours: O(its networks).</summary>
    public (int Flows, int Groups) HeldCounts
    {
        get
        {
            var (flows, groups) = (0, 0);
            foreach (var fragment in held.Fragments.Values) (flows, groups) = (flows + fragment.Flows.Count, groups + fragment.Groups.Count);
            return (flows, groups);
        }
    }

    /// <summary>Whether the switch confirmed this very fragment.</summary>
    public bool HasConfirmed(uint key, TableFragment fragment) => ReferenceEquals(held[key], fragment);

    /// <summary>Why the switch refused this fragment; null if it did not.</summary>
    public string? RefusalOf(uint key, TableFragment fragment) =>
        refusals.TryGetValue(key, out var refusal) && ReferenceEquals(refusal.Fragment, fragment) ? refusal.Error : null;

    /// <summary>Says that these owners' fragments may differ from what the switch holds.</summary>
    public void Wake(IEnumerable<uint> keys)
    {
        lock (gate)
        {
            dirty.UnionWith(keys);
            inSync &= dirty.Count == 0;
        }
        doorbell.Writer.TryWrite(true);
    }

    /// <summary>Runs until the session ends.</summary>
    /// <exception cref="SessionClosedException">The session ended.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var asked = Now;
        var watching = WatchAsync(); // asked for before the tables, so that no change falls between
        var reading = ReadTablesAsync();
        // A session that broke between the end of a port and the forgetting of its addresses leaves no other trace.
        var learned = session.MayWrite ? AskLearnedAsync() : null;
        await Task.WhenAll(watching, reading);
        await read(held).WaitAsync(cancellation);
        if (learned is not null) await ForgetAstrayAsync(await learned);
        var forgot = await ConvergeAsync();
        session.Meter.Reconciled(Reconciliation.Connect, Now - asked);
        var auditDue = Now + options.AuditInterval;
        TimeSpan? sweepDue = null;
        while (true)
        {
            if (forgot) sweepDue ??= Now + options.LearnedSweepDelay;
            await WaitForWorkAsync(Earliest(auditDue, sweepDue, watch.IsWaiting ? pace.Next : null), cancellation);
            var now = Now;
            var audit = now >= auditDue;
            Reconciliation? cause = null;
            if (audit)
            {
                cause = Reconciliation.Audit;
                refusals = refusals.Clear(); // a refused rule gets another try at each audit
                await ReadTablesAsync(countDrift: true);
                drift = drift with { Audits = drift.Audits + 1 };
                auditDue = now + options.AuditInterval;
            }
            else if (watch.IsWaiting && now >= pace.Next)
            {
                cause = Reconciliation.Drift;
                pace.Repairs(now);
                await FollowWatchAsync();
            }
            forgot = await ConvergeAsync();
            if (cause is { } known) session.Meter.Reconciled(known, Now - now);
            if (!audit && !(now >= sweepDue)) continue;
            sweepDue = null;
            forgot |= await SweepLearnedAsync();
        }
    }

    private static TimeSpan Earliest(TimeSpan one, params ReadOnlySpan<TimeSpan?> others)
    {
        foreach (var other in others)
            if (other < one)
                one = other.Value;
        return one;
    }

    private async Task WaitForWorkAsync(TimeSpan until, CancellationToken cancellation)
    {
        var remaining = until - Now;
        if (remaining <= TimeSpan.Zero) return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = clock.CreateTimer(_ => limit.Cancel(), null, remaining, Timeout.InfiniteTimeSpan);
        try
        {
            await doorbell.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // It is time.
        }
    }

    private async Task WatchAsync()
    {
        if (!options.WatchFlows || watches || session.Dialect == SwitchDialect.Plain) return; // a monitor lives as long as the session
        watches = true;
        session.FlowsChanged = watch.Tell;
        if (await session.TryRequestAsync(FlowWatch.Request) is null) Log.NoFlowMonitor(logger, id, options.AuditInterval.TotalSeconds);
    }

    /// <summary>Brings what the switch holds up to date with what others did to it.</summary>
    private async Task FollowWatchAsync()
    {
        var followed = watch.Take() is { } changes ? FlowDrift.Follow(held, changes, foreign) : null;
        if (followed is null or { GroupsGone: true })
        {
            await ReadTablesAsync(countDrift: true);
            return;
        }
        var before = held;
        held = Confirm(held, followed.Held);
        CountDrift(before, followed.Touched);
        Wake(followed.Touched);
    }

    private async Task<bool> SweepLearnedAsync() => await ForgetAstrayAsync(await AskLearnedAsync());

    private Task<IReadOnlyList<OpenFlowMessage>> AskLearnedAsync() =>
        session.RequestAsync(session.Dialect == SwitchDialect.Plain ? LearnedAddresses.RequestPlain : LearnedAddresses.Request);

    private async Task<bool> ForgetAstrayAsync(IReadOnlyList<OpenFlowMessage> learned)
    {
        var astray = LearnedAddresses.Astray(learned.Cast<FlowStatsReply>().SelectMany(part => part.Flows), held);
        if (astray.Count == 0) return false;
        Log.LearnedAstray(logger, id, astray.Count);
        await session.ProgramAsync(astray);
        return true;
    }

    /// <summary>Reads what the switch holds and marks everything for comparison.</summary>
    private async Task ReadTablesAsync(bool countDrift = false)
    {
        var contents = await reader.ReadAsync();
        var before = held;
        held = Confirm(held, contents.Ours);
        oldGenerations = contents.OldGenerations;
        foreign.Reset(contents.ForeignFlows, contents.ForeignGroups);
        HasReadTables = true;
        if (countDrift) CountDrift(before, [.. held.Fragments.Keys.Union(before.Fragments.Keys)]);
        Wake(held.Fragments.Keys.Concat(desired().Fragments.Keys));
    }

    /// <summary>Counts what it takes to make these owners' parts again what they were.</summary>
    private void CountDrift(SwitchTables before, IReadOnlyCollection<uint> keys)
    {
        var diff = new FragmentDiff();
        foreach (var key in keys)
            if (!ReferenceEquals(before[key], held[key]))
                diff.Add(key, before[key], held[key]);
        var changes = diff.Count;
        if (changes == 0 || !session.MayWrite) return; // to a standby, the master's changes are those of another
        drift = drift with { Found = drift.Found + changes };
        Log.DriftFound(logger, id, changes);
        session.Meter.Drift(changes);
    }

    /// <summary>What the switch said, in the objects that were confirmed before where it says the same: an audit that finds nothing changes nothing.</summary>
    private static SwitchTables Confirm(SwitchTables before, SwitchTables dumped)
    {
        var fragments = dumped.Fragments.ToBuilder();
        foreach (var (key, fragment) in before.Fragments)
        {
            if (ReferenceEquals(fragment, dumped[key])) continue;
            var diff = new FragmentDiff();
            diff.Add(key, fragment, dumped[key]);
            if (diff.Count == 0) fragments[key] = fragment;
        }
        return new SwitchTables(fragments.ToImmutable());
    }

    /// <summary>Sends differences until there are none. True if learned addresses were forgotten.</summary>
    private async Task<bool> ConvergeAsync()
    {
        var forgot = false;
        while (TakeWork() is ({ Count: > 0 } keys, var wanted))
        {
            var started = clock.GetTimestamp();
            // A network whose change was refused may still hold a port that another is to get.
            var target = PortHandover.Withhold(wanted, held, [.. keys.Union(refusals.Keys)]);
            keys.RemoveWhere(key => RefusalOf(key, wanted[key]) is not null);
            var diff = new FragmentDiff();
            foreach (var key in keys.Order()) diff.Add(key, target[key], held[key]);
            foreach (var generation in oldGenerations) diff.ForgetGeneration(generation);
            forgot |= diff.Forgets;
            if (diff.Count > 0)
            {
                using var activity = SdnMeter.Activities.StartActivity("round")?.SetTag("switch", id.ToString()).SetTag("changes", diff.Count);
                var refused = await writer.WriteAsync(diff);
                session.Meter.Round(clock.GetElapsedTime(started));
                foreign.Removed(diff);
                if (refused.Count > 0)
                {
                    NoteRefusals(refused, wanted);
                    await ReadTablesAsync(); // what was applied of the round is known to the switch alone
                    forgot = true;
                    confirmed(keys);
                    continue;
                }
            }
            oldGenerations = new HashSet<byte>();
            held = Adopt(keys, target);
            refusals = refusals.RemoveRange(keys);
            Postpone([.. keys.Where(key => !ReferenceEquals(target[key], wanted[key]))], progress: diff.Count > 0);
            if (diff.Count > 0)
                Log.SwitchProgrammed(
                    logger,
                    id,
                    diff.Flows,
                    diff.Groups,
                    clock.GetElapsedTime(started).TotalMilliseconds);
            if (refusals.IsEmpty) drift = drift with { Repaired = drift.Found };
            confirmed(keys);
        }
        await SettleForeignAsync();
        return forgot;
    }

    /// <summary>Removes what others put where it may not stay, and tells the rest.</summary>
    private async Task SettleForeignAsync()
    {
        var removed = foreign.ToRemove(options.OwnSwitches);
        if (!session.MayWrite) removed = [];
        if (removed.Count > 0)
        {
            Log.ForeignRemoved(logger, id, removed.Count, foreign.Describe(removed[0]));
            await session.ProgramAsync(removed);
            foreign.Removed(removed);
            drift = drift with { ForeignRemoved = drift.ForeignRemoved + removed.Count };
        }
        if (!foreign.Refresh() && removed.Count == 0) return;
        if (foreign.Status is { Flows: 0, Groups: 0 }) Log.ForeignGone(logger, id);
        else Log.ForeignFound(logger, id, foreign.Status.Flows, foreign.Status.Groups, foreign.Status.Sample[0]);
        confirmed([]);
    }

    /// <summary>
    /// Networks that wait for a port: at once again if this round changed anything, else, since a refusal holds the port, with whatever
    /// comes next.
    /// </summary>
    private void Postpone(uint[] keys, bool progress)
    {
        lock (gate)
        {
            postponed = keys;
            if (progress) dirty.UnionWith(keys);
            inSync = dirty.Count == 0 && keys.Length == 0;
        }
    }

    private SwitchTables Adopt(HashSet<uint> keys, SwitchTables target)
    {
        var fragments = held.Fragments.ToBuilder();
        foreach (var key in keys)
        {
            if (target.Fragments.TryGetValue(key, out var fragment)) fragments[key] = fragment;
            else fragments.Remove(key);
        }
        return new SwitchTables(fragments.ToImmutable());
    }

    private void NoteRefusals(IReadOnlyList<RefusedMessage> refused, SwitchTables wanted)
    {
        foreach (var (message, error) in refused)
        {
            var key = message.FragmentKey;
            if (RefusalOf(key, wanted[key]) is not null) continue; // the first of a round says it. One of an older form says nothing of this one
            var text = $"{error.Describe()} for {message.Message.Type}";
            if (message.Message is MeterMod) text += ": the switch has no meter for this rate, and nothing passes there without its limit";
            refusals = refusals.SetItem(key, new Refusal(wanted[key], text));
            Log.RulesRefused(logger, id, key, text);
        }
    }

    /// <summary>Keys and plan of one moment: else a part of a change could go ahead of what it stands on, a network of its links.</summary>
    private (HashSet<uint> Keys, SwitchTables Wanted) TakeWork()
    {
        lock (planLock) return (TakeDirty(), desired());
    }

    private HashSet<uint> TakeDirty()
    {
        lock (gate)
        {
            var taken = dirty;
            dirty = [];
            if (taken.Count > 0) taken.UnionWith(postponed);
            else inSync = postponed.Length == 0;
            return taken;
        }
    }
}
