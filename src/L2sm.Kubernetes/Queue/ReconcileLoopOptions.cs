namespace L2sm.Kubernetes.Queue;

/// <summary>How a loop works.</summary>
public sealed record ReconcileLoopOptions
{
    /// <summary>Keys worked on at a time; at least 1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Pauses of a key that failed.</summary>
    public Backoff Backoff { get; init; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));
}
