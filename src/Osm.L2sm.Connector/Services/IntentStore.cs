using System.Threading.Channels;
using L2sm.Sdn.Roles;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>
/// What is wanted: read by anyone without waiting, changed by one writer. A change is decided on the newest state, written to the
/// journal together with all others that wait (one transaction, one sync of the disk), and only then takes effect.
/// </summary>
internal sealed partial class IntentStore(IIntentJournal journal, IFabric fabric, NetworkPolicy policy, NetworkChanges changes, TimeProvider clock, ILogger<IntentStore> logger)
    : IDisposable
{
    private const int LongestQueue = 4096;
    private const int LargestBatch = 1024;

    private readonly Channel<Waiting> queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(LongestQueue) { SingleReader = true });
    private volatile Intents current = Intents.Empty;
    private volatile string? fault = "the journal is not replayed yet";
    private readonly SemaphoreSlim turn = new(1, 1);
    private volatile CancellationTokenSource opened = new();
    private volatile string? suspended;
    private volatile string? unknown;
    private long lastWritten;

    /// <summary>The newest state that is on disk.</summary>
    public Intents Current => current;

    /// <summary>The same, to answer a caller with: a replica that does not lead knows of no network, which is no answer.</summary>
    /// <exception cref="RefusedException">It is not known here what is wanted.</exception>
    public Intents Read() => unknown is { } why ? throw new RefusedException(ErrorKind.Unavailable, Reasons.NotLeader, why) : current;

    /// <summary>Why nothing can be changed now; null while all is well.</summary>
    public string? Fault => suspended ?? fault;

    /// <summary>How long ago the journal last took a change; null before the first of this process.</summary>
    public TimeSpan? SinceWritten => Volatile.Read(ref lastWritten) is var at and > 0 ? clock.GetElapsedTime(at) : null;

    /// <summary>Replays the journal and hands its state to the fabric. Comes before every change, and again after <see cref="SuspendAsync"/>.</summary>
    /// <param name="role">What this process is to the switches from now on.</param>
    /// <param name="ofPods">What pods say of ports now; null where no pods are known.</param>
    /// <param name="cancellation">Gives up, and leaves the store as it was.</param>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async Task OpenAsync(FabricRole role, IEnumerable<KeyValuePair<PortKey, PodPort>>? ofPods, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            var contents = await journal.LoadAsync(cancellation);
            opened = new CancellationTokenSource();
            current = Intents.From(contents, policy.AntiSpoofing, ofPods);
            fabric.Start(contents.Links, current.Wanted, role);
            (fault, suspended, unknown) = (null, null, null);
            LogReplayed(contents.Networks.Length, contents.Ports.Length, contents.Links.Length);
        }
        finally
        {
            turn.Release();
        }
        changes.AllChanged();
    }

    /// <summary>Refuses every change from now on, until it is opened again. A change under way is over when this returns.</summary>
    /// <param name="why">What callers are told.</param>
    /// <param name="mayRead">What was known up to now is the newest still, and callers may read it.</param>
    public async Task SuspendAsync(string why, bool mayRead)
    {
        suspended = why;
        if (!mayRead || unknown is not null) unknown = why;
        // A write that hangs is given up: whoever opens the store next reads what became of it.
        await opened.CancelAsync();
        await turn.WaitAsync();
        turn.Release();
        // Who watches is told, too.
        if (unknown is not null) changes.AllChanged();
    }

    /// <summary>Lets a decision see the newest state and record its changes; returns when they are on disk and in effect.</summary>
    /// <param name="decide">Runs alone, must not block. What it throws reaches the caller, and its changes are dropped.</param>
    /// <param name="cancellation">Stops the waiting, not the change.</param>
    /// <exception cref="RefusedException">The journal cannot be written, the service is shutting down, or it has a fault.</exception>
    public async Task<T> ChangeAsync<T>(Func<IntentDraft, T> decide, CancellationToken cancellation)
    {
        var waiting = new Waiting<T>(decide);
        try
        {
            await queue.Writer.WriteAsync(waiting, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw RefusedException.ShuttingDown();
        }
        return await waiting.Done.WaitAsync(cancellation);
    }

    /// <summary>The writer. Ends when <see cref="Close"/> was called and all that waited is done.</summary>
    public async Task RunAsync()
    {
        var batch = new List<Waiting>();
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < LargestBatch && queue.Reader.TryRead(out var next)) batch.Add(next);
            await HandleAsync(batch);
            batch.Clear();
        }
    }

    public void Dispose()
    {
        turn.Dispose();
        opened.Dispose();
    }

    /// <summary>Takes no more changes.</summary>
    public void Close() => queue.Writer.TryComplete();

    private async Task HandleAsync(List<Waiting> batch)
    {
        await turn.WaitAsync();
        try
        {
            if (suspended is { } why)
            {
                foreach (var waiting in batch) waiting.Fail(new RefusedException(ErrorKind.Unavailable, Reasons.NotLeader, why));
                return;
            }
            if (fault is not null) await ReopenAsync();
            var draft = new IntentDraft(current);
            var all = new List<IntentChange>();
            foreach (var waiting in batch) draft = waiting.Decide(draft, all);
            var durable = all.FindAll(change => change.IsDurable);
            if (durable.Count > 0)
            {
                await journal.CommitAsync(durable, opened.Token);
                Volatile.Write(ref lastWritten, clock.GetTimestamp());
            }
            if (all.Count > 0) TakeEffect(draft.Intents, all);
            foreach (var waiting in batch) waiting.Complete();
        }
        catch (JournalException e) when (suspended is not null)
        {
            // Given up with the leadership; whoever leads next reads what became of it.
            fault = e.Message;
            foreach (var waiting in batch) waiting.Fail(new RefusedException(ErrorKind.Unavailable, Reasons.NotLeader, $"{suspended}; whether the change was written down is told by the next leader", e));
        }
        catch (JournalException e)
        {
            fault = e.Message;
            LogJournalFailed(e, batch.Count);
            var refusal = new RefusedException(
                ErrorKind.Unavailable, Reasons.JournalUnavailable, $"the change could not be written down, so it was not made: {e.Message}", e);
            foreach (var waiting in batch) waiting.Fail(refusal);
        }
        catch (Exception e)
        {
            // A fault of ours must not end the writer: what is on disk decides how it goes on.
            var incident = Guid.NewGuid();
            fault = $"an internal error; the log has it as incident {incident}";
            LogWriterFailed(e, batch.Count, incident);
            var refusal = RefusedException.Internal(incident, e);
            foreach (var waiting in batch) waiting.Fail(refusal);
        }
        finally
        {
            turn.Release();
        }
    }

    // After a failed commit only the disk knows what was written.
    private async Task ReopenAsync()
    {
        var contents = await journal.LoadAsync(opened.Token);
        var intents = Intents.From(contents, policy.AntiSpoofing, current.OfPods);
        fault = null;
        LogReplayed(contents.Networks.Length, contents.Ports.Length, contents.Links.Length);
        Publish(intents);
        changes.AllChanged();
    }

    private void TakeEffect(Intents intents, List<IntentChange> all)
    {
        var before = current;
        Publish(intents);
        foreach (var change in all)
        {
            switch (change)
            {
                case IntentChange.NetworkAdded added: changes.Changed(added.Network.Id); break;
                case IntentChange.NetworkRemoved removed: changes.Changed(removed.Network); break;
                case IntentChange.NetworkRated rated: changes.Changed(rated.Network); break;
                case IntentChange.NetworkHeld held: changes.Changed(held.Network); break;
                case IntentChange.MirrorAdded added: changes.Changed(added.Network); break;
                case IntentChange.PortAttached attached: changes.Changed(attached.Network); break;
                case IntentChange.PortDetached detached: changes.Changed(detached.Network); break;
                case IntentChange.PodPortSeen seen: PodsMoved(before, intents, seen.Port); break;
                default: break;
            }
        }
    }

    private void PodsMoved(Intents before, Intents after, PortKey port)
    {
        if (before.OwnerOf(port) is { } left) changes.Changed(left.Id);
        if (after.OwnerOf(port) is { } entered) changes.Changed(entered.Id);
    }

    private void Publish(Intents intents)
    {
        var before = current.Wanted;
        current = intents;
        if (!ReferenceEquals(before, intents.Wanted)) fabric.Apply(intents.Wanted);
    }

    [LoggerMessage(1801, LogLevel.Information, "replayed {networks} networks, {attachments} attachments, {links} links")]
    private partial void LogReplayed(int networks, int attachments, int links);

    [LoggerMessage(1802, LogLevel.Error, "the journal failed; {callers} callers were refused, the next call reads the journal anew")]
    private partial void LogJournalFailed(Exception exception, int callers);

    [LoggerMessage(1803, LogLevel.Critical, "the writer failed, incident {incident}; {callers} callers were refused, the next call reads the journal anew")]
    private partial void LogWriterFailed(Exception exception, int callers, Guid incident);

    private abstract class Waiting
    {
        /// <summary>Returns the draft to go on with: the given one where this decision fails.</summary>
        public abstract IntentDraft Decide(IntentDraft before, List<IntentChange> all);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Waiting<T>(Func<IntentDraft, T> decide) : Waiting
    {
        private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Action? complete;

        public Task<T> Done => done.Task;

        public override IntentDraft Decide(IntentDraft before, List<IntentChange> all)
        {
            var draft = new IntentDraft(before.Intents);
            try
            {
                var result = decide(draft);
                complete = () => done.TrySetResult(result);
                all.AddRange(draft.Changes);
                return draft;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Told only once the batch is on disk: the refusal may rest on a change of the same batch.
                complete = () => done.TrySetException(e);
                return before;
            }
        }

        public override void Complete() => complete?.Invoke();

        public override void Fail(Exception exception) => done.TrySetException(exception);
    }
}
