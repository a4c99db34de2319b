namespace L2sm.Kubernetes.Queue;

/// <summary>What came of the work on a key that did not fail.</summary>
/// <param name="Again">When to look at it again by itself; null for only when there is news.</param>
public readonly record struct Reconciled(TimeSpan? Again)
{
    /// <summary>It is as it should be.</summary>
    public static Reconciled Done => default;

    /// <summary>It is to be looked at again after some time.</summary>
    public static Reconciled After(TimeSpan again) => new(again);
}
