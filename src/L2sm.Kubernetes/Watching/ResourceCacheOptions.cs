namespace L2sm.Kubernetes.Watching;

/// <summary>How a cache keeps itself up to date.</summary>
public sealed record ResourceCacheOptions
{
    /// <summary>How long one watch lasts; each is up to a fifth shorter, so that not all end at once.</summary>
    public TimeSpan WatchDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after its time a watch that the server does not end is held for dead.</summary>
    public TimeSpan WatchGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pauses between attempts.</summary>
    public Backoff Backoff { get; init; } = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(20));
}
