namespace L2sm.Sdn;

/// <summary>What people are told of the fabric: the newest snapshot, and news of it for those who wait. Written under the controller's lock.</summary>
internal sealed class SnapshotFeed(FabricSnapshot first)
{
    private volatile FabricSnapshot newest = first;
    private TaskCompletionSource<FabricSnapshot> next = NewSignal();

    /// <summary>The newest. May be read without the lock.</summary>
    public FabricSnapshot Newest => newest;

    /// <summary>The first that is newer than this version: there already, or to come. Under the lock.</summary>
    public Task<FabricSnapshot> After(long version) => newest.Version > version ? Task.FromResult(newest) : next.Task;

    /// <summary>Puts a snapshot in place of the newest, with the next version, and wakes who waits.</summary>
    public void Publish(FabricSnapshot snapshot)
    {
        newest = snapshot with { Version = newest.Version + 1 };
        var signal = next;
        next = NewSignal();
        signal.SetResult(newest);
    }

    private static TaskCompletionSource<FabricSnapshot> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
