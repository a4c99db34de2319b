using System.Collections.Immutable;

namespace Osm.L2sm.Connector.Services;

/// <summary>Tells watchers which networks to look at again.</summary>
internal sealed class NetworkChanges
{
    private ImmutableHashSet<ChangedNetworks> watchers = [];

    public bool IsWatched => !watchers.IsEmpty;

    public ChangedNetworks Watch()
    {
        var watcher = new ChangedNetworks(w => ImmutableInterlocked.Update(ref watchers, (all, one) => all.Remove(one), w));
        ImmutableInterlocked.Update(ref watchers, (all, one) => all.Add(one), watcher);
        return watcher;
    }

    public void Changed(Guid network)
    {
        foreach (var watcher in watchers) watcher.Add(network);
    }

    public void AllChanged()
    {
        foreach (var watcher in watchers) watcher.AddAll();
    }
}

/// <summary>
/// What one watcher has to look at: a set, so that a slow watcher sees the newest of many changes once, and its memory has a bound.
/// </summary>
internal sealed class ChangedNetworks(Action<ChangedNetworks> forget) : IDisposable
{
    private const int Most = 16_384;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim signal = new(0, 1);
    private HashSet<Guid> ids = [];
    private bool all;

    public void Add(Guid network)
    {
        lock (gate)
        {
            if (all) return;
            if (ids.Count < Most) ids.Add(network);
            else (all, ids) = (true, []);
            Signal();
        }
    }

    public void AddAll()
    {
        lock (gate)
        {
            (all, ids) = (true, []);
            Signal();
        }
    }

    /// <summary>Waits for changes and takes them: null means all networks.</summary>
    public async Task<IReadOnlyCollection<Guid>?> TakeAsync(CancellationToken cancellation)
    {
        await signal.WaitAsync(cancellation);
        lock (gate)
        {
            var taken = all ? null : ids;
            (all, ids) = (false, []);
            return taken;
        }
    }

    /// <summary>Ends the watch.</summary>
    public void Dispose()
    {
        forget(this);
        // A change may be under way to us still: the semaphore holds no handle, so it is left to the collector.
    }

    // Under the gate, so the count cannot pass one.
    private void Signal()
    {
        if (signal.CurrentCount == 0) signal.Release();
    }
}
