namespace L2sm.Kubernetes.Tests.Leadership;

/// <summary>The clock of one process among several that share a time: it can be stopped, as a process is that is not scheduled any more.</summary>
internal sealed class PausableTime(TimeProvider shared) : TimeProvider
{
    private volatile bool isPaused;
    private int fired;

    public override long TimestampFrequency => shared.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => shared.GetUtcNow();

    public override long GetTimestamp() => shared.GetTimestamp();

    /// <summary>From now on no timer of the process fires.</summary>
    public void Pause() => isPaused = true;

    /// <summary>Whether a timer fired since this was asked last.</summary>
    public bool TakeFired() => Interlocked.Exchange(ref fired, 0) == 1;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => shared.CreateTimer(
        own =>
        {
            if (isPaused) return;
            Interlocked.Exchange(ref fired, 1);
            callback(own);
        }, state, dueTime, period);
}
