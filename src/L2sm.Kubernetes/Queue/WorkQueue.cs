using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace L2sm.Kubernetes.Queue;

/// <summary>
/// Keys that need work. A key is in it once, however often it is added; while it is worked on it is handed to nobody else, and if it is added
/// meanwhile, it comes once more afterwards. Thread-safe; what it holds is bounded by the number of keys.
/// </summary>
/// <param name="backoff">Pauses of a key that failed.</param>
/// <param name="time">The clock.</param>
public sealed class WorkQueue<TKey>(Backoff backoff, TimeProvider time) : IDisposable
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Channel<TKey> ready = Channel.CreateUnbounded<TKey>();

    /// <summary>Keys in <see cref="ready"/>, or added again while they are worked on.</summary>
    private readonly HashSet<TKey> dirty = [];
    private readonly HashSet<TKey> inWork = [];
    private readonly Dictionary<TKey, Waiting> waiting = [];
    private readonly Dictionary<TKey, int> failures = [];
    private bool isDisposed;

    /// <summary>Keys that are ready, in work or waiting for their time.</summary>
    public int Count
    {
        get
        {
            lock (gate) return dirty.Union(inWork).Union(waiting.Keys).Count();
        }
    }

    /// <summary>Keys that wait for their time.</summary>
    public int WaitingCount
    {
        get
        {
            lock (gate) return waiting.Count;
        }
    }

    /// <summary>Adds a key. One that waits for its time does so no longer: there is news of it.</summary>
    public void Add(TKey key)
    {
        lock (gate)
        {
            if (isDisposed) return;
            StopWaiting(key);
            if (dirty.Add(key) && !inWork.Contains(key)) ready.Writer.TryWrite(key);
        }
    }

    /// <summary>Adds a key after some time. If it waits already, the earlier time counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }
        lock (gate)
        {
            if (isDisposed || dirty.Contains(key)) return;
            var due = time.GetUtcNow() + delay;
            if (waiting.TryGetValue(key, out var already))
            {
                if (already.Due <= due) return;
                already.Timer.Dispose();
            }
            var entry = new Waiting(due);
            entry.Timer = time.CreateTimer(_ => WaitingIsOver(key, entry), null, delay, Timeout.InfiniteTimeSpan);
            waiting[key] = entry;
        }
    }

    /// <summary>Adds a key that failed, after a pause that grows with each failure.</summary>
    /// <param name="key">The key.</param>
    /// <param name="atLeast">The shortest pause, such as a server asks for.</param>
    /// <returns>The pause.</returns>
    public TimeSpan Retry(TKey key, TimeSpan atLeast = default)
    {
        TimeSpan pause;
        lock (gate) pause = backoff.After(failures[key] = failures.GetValueOrDefault(key) + 1);
        if (pause < atLeast) pause = atLeast;
        AddAfter(key, pause);
        return pause;
    }

    /// <summary>Forgets the failures of a key.</summary>
    public void Forget(TKey key)
    {
        lock (gate) failures.Remove(key);
    }

    /// <summary>The next key, once there is one. Give it back with <see cref="Done"/>.</summary>
    public async ValueTask<TKey> TakeAsync(CancellationToken cancellation = default)
    {
        var key = await ready.Reader.ReadAsync(cancellation);
        lock (gate)
        {
            dirty.Remove(key);
            inWork.Add(key);
        }
        return key;
    }

    /// <summary>Ends the work on a key.</summary>
    public void Done(TKey key)
    {
        lock (gate)
            if (inWork.Remove(key) && dirty.Contains(key)) ready.Writer.TryWrite(key);
    }

    /// <summary>Stops all waiting; nothing is added any more.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            foreach (var entry in waiting.Values) entry.Timer.Dispose();
            waiting.Clear();
        }
    }

    private void WaitingIsOver(TKey key, Waiting entry)
    {
        lock (gate)
            if (waiting.TryGetValue(key, out var current) && current == entry) Add(key);
    }

    private void StopWaiting(TKey key)
    {
        if (waiting.Remove(key, out var entry)) entry.Timer.Dispose();
    }

    private sealed class Waiting(DateTimeOffset due)
    {
        public DateTimeOffset Due { get; } = due;

        [AllowNull]
        public ITimer Timer { get; set; }
    }
}
