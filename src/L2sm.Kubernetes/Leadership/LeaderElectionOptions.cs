namespace L2sm.Kubernetes.Leadership;

/// <summary>
/// Who runs for what. The times are such that a standby leads within 4 s of a leader's death: it waits for <see cref="LeaseDuration"/> after the
/// last sign of life that it saw, which it sees at most one <see cref="RetryInterval"/> late.
/// </summary>
public sealed record LeaderElectionOptions
{
    /// <summary>Where the Lease is.</summary>
    public required string Namespace { get; init; }

    /// <summary>The Lease.</summary>
    public required string Name { get; init; }

    /// <summary>Who we are: no other candidate's name. The same after a restart, if the process before is certainly gone then: no waiting for oneself.</summary>
    public required string Identity { get; init; }

    /// <summary>How long others have to leave a leader in peace that is not heard; whole seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>When a leader that could not renew stops calling itself one; shorter than <see cref="LeaseDuration"/>, so that there are never two.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the leader renews.</summary>
    public TimeSpan RenewInterval { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>How often the others look, and how soon a renewal that failed is repeated.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <exception cref="ArgumentException">The times do not fit together.</exception>
    internal void Validate()
    {
        if (LeaseDuration < TimeSpan.FromSeconds(1) || LeaseDuration.Ticks % TimeSpan.TicksPerSecond != 0)
            throw new ArgumentException($"LeaseDuration is {LeaseDuration.TotalSeconds} s; a Lease counts in whole seconds, from 1");
        if (RenewDeadline >= LeaseDuration) throw new ArgumentException("RenewDeadline has to be shorter than LeaseDuration, or there may be two leaders");
        if (RenewInterval >= RenewDeadline) throw new ArgumentException("RenewInterval has to be shorter than RenewDeadline, or no renewal is in time");
        if (RetryInterval <= TimeSpan.Zero || RenewInterval <= TimeSpan.Zero) throw new ArgumentException("RetryInterval and RenewInterval have to be longer than nothing");
        ArgumentException.ThrowIfNullOrEmpty(Identity);
    }
}
