namespace L2sm.Kubernetes;

/// <summary>Pauses that double, each somewhere between a half and the whole of its length, so that those who failed together do not come back together.</summary>
/// <param name="First">The first pause.</param>
/// <param name="Longest">The longest.</param>
public readonly record struct Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>The pause after so many failures.</summary>
    /// <param name="failures">From 1.</param>
    public TimeSpan After(int failures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var whole = Math.Min(First.Ticks * Math.Pow(2, Math.Min(failures - 1, 40)), Longest.Ticks);
#pragma warning disable CA5394 // nothing is guarded by it
        return TimeSpan.FromTicks((long)(whole * (0.5 + Random.Shared.NextDouble() / 2)));
#pragma warning restore CA5394
    }
}
