using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace L2sm.Kubernetes.Leadership;

/// <summary>
/// One of several processes leads: the one that holds the Lease. Others take it when it was released, or when they saw no sign of life for its
/// duration, by their own clocks: the clocks of two machines are never compared. Thread-safe.
/// </summary>
public sealed class LeaderElection
{
    private readonly ResourceClient<Lease> leases;
    private readonly LeaderElectionOptions options;
    private readonly ResourceKey key;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lock gate = new();

    /// <summary>Held while a change is made and told, so that each handler sees every change in order; taken before <see cref="gate"/>.</summary>
    private readonly Lock telling = new();
    private readonly List<Action<LeadershipState>> handlers = [];
    private int rests;
    private LeadershipState state = new(LeaderRole.Standby, 0, null);

    /// <summary>Our Lease as it was last written, while we lead.</summary>
    private Lease? ours;
    private long confirmedAt;

    /// <summary>The sign of life that was seen last, and when.</summary>
    private (string? Holder, DateTimeOffset? Renewed, int? Transitions) seen;
    private long seenAt;
    private TimeSpan patience;

    /// <summary>A candidate; it does nothing before <see cref="RunAsync"/>.</summary>
    /// <exception cref="ArgumentException">The times do not fit together.</exception>
    public LeaderElection(KubernetesApi api, LeaderElectionOptions options, ILogger logger)
    {
        options.Validate();
        leases = api.Resources(BuiltInKinds.Leases);
        this.options = options;
        this.logger = logger;
        time = api.Time;
        key = new ResourceKey(options.Namespace, options.Name);
    }

    /// <summary>
    /// What is known now. A leader whose deadline is over is <see cref="LeaderRole.Unconfirmed"/> here at once, also if the process was stopped
    /// meanwhile and nothing ran.
    /// </summary>
    public LeadershipState State
    {
        get
        {
            lock (gate) return state.Role == LeaderRole.Leader && DeadlineIn() <= TimeSpan.Zero ? state with { Role = LeaderRole.Unconfirmed } : state;
        }
    }

    /// <summary>Tells each change from now on, in order; a handler has to be quick.</summary>
    public void Subscribe(Action<LeadershipState> handler)
    {
        lock (telling) handlers.Add(handler);
    }

    /// <summary>How often it has gone to rest; a test moves the clock only while it rests.</summary>
    internal int Rests => Volatile.Read(ref rests);

    /// <summary>Runs for the leadership until cancelled; then gives it back, so that the next one leads at once.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var attempt = AttemptAsync(cancellation);
            // A leader must not be one a moment too long because the server is slow.
            while (!attempt.IsCompleted && TimeAsLeader() is { } left)
            {
                using var done = new CancellationTokenSource();
                var deadline = Task.Delay(left, time, done.Token);
                await Task.WhenAny(attempt, deadline);
                await done.CancelAsync();
                DoubtIfOverdue();
            }
            await attempt;
            DoubtIfOverdue();
            var pause = Task.Delay(PauseBeforeNext(), time, cancellation);
            Interlocked.Increment(ref rests);
            await pause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await ReleaseAsync();
    }

    private async Task AttemptAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.RenewDeadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            if (ours is not null && await TryRenewAsync(ours, both.Token)) return;
            await LookAsync(both.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // It is over.
        }
        catch (OperationCanceledException)
        {
            Log.LeaseFailed(logger, key, $"no answer within {options.RenewDeadline.TotalSeconds:0.#} s");
        }
        catch (KubernetesException e) when (e.Failure is KubernetesFailure.Conflict or KubernetesFailure.AlreadyExists)
        {
            Log.LeaseContended(logger, key); // another was quicker: the next look tells who
        }
        catch (KubernetesException e)
        {
            Log.LeaseFailed(logger, key, e.Message);
        }
    }

    /// <summary>Renews what we hold, as we wrote it last; false if somebody else wrote since.</summary>
    private async Task<bool> TryRenewAsync(Lease held, CancellationToken cancellation)
    {
        try
        {
            await WriteAsync(held with { Spec = held.Spec! with { RenewTime = time.GetUtcNow() } }, cancellation);
            return true;
        }
        catch (KubernetesException e) when (e.Failure is KubernetesFailure.Conflict or KubernetesFailure.NotFound)
        {
            return false;
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var found = await leases.GetAsync(key, cancellation);
        if (found is null)
        {
            await WriteAsync(new Lease { Metadata = new ObjectMeta { Namespace = key.Namespace, Name = key.Name }, Spec = Claim(0) }, cancellation);
            return;
        }
        var holder = found.Spec?.HolderIdentity;
        var transitions = found.Spec?.LeaseTransitions ?? 0;
        if (holder == options.Identity)
        {
            await WriteAsync(found with { Spec = found.Spec! with { RenewTime = time.GetUtcNow(), LeaseDurationSeconds = Seconds(options.LeaseDuration) } }, cancellation);
        }
        else if (string.IsNullOrEmpty(holder) || HasExpired(found.Spec!))
        {
            Log.LeaseTaken(logger, key, string.IsNullOrEmpty(holder) ? "nobody" : holder);
            await WriteAsync(found with { Spec = Claim(transitions + 1) }, cancellation);
        }
        else
        {
            ours = null;
            Become(_ => new LeadershipState(LeaderRole.Standby, 0, holder));
        }
    }

    /// <summary>Writes the Lease, ours then; fails if anybody wrote in between.</summary>
    private async Task WriteAsync(Lease lease, CancellationToken cancellation)
    {
        var sentAt = time.GetTimestamp(); // others count from when the server took it, which is later
        var written = lease.Metadata.Uid is null ? await leases.CreateAsync(lease, cancellation) : await leases.ReplaceAsync(lease, cancellation);
        ours = written;
        Become(_ =>
        {
            confirmedAt = sentAt;
            return new LeadershipState(LeaderRole.Leader, GenerationOf(written), options.Identity);
        });
    }

    private async Task ReleaseAsync()
    {
        if (ours is not { } held) return;
        ours = null;
        Become(_ => new LeadershipState(LeaderRole.Standby, 0, null));
        using var limit = new CancellationTokenSource(options.RenewDeadline, time);
        try
        {
            if (!await TryReleaseAsync(held, limit.Token))
            {
                // The renewal that the end cut off may have come through.
                if (await leases.GetAsync(key, limit.Token) is not { } found || found.Spec?.HolderIdentity != options.Identity) return;
                await TryReleaseAsync(found, limit.Token);
            }
            Log.LeaseReleased(logger, key);
        }
        catch (Exception e) when (e is KubernetesException or OperationCanceledException)
        {
            Log.LeaseNotReleased(logger, key, options.LeaseDuration.TotalSeconds, e.Message);
        }
    }

    private async Task<bool> TryReleaseAsync(Lease held, CancellationToken cancellation)
    {
        try
        {
            await leases.ReplaceAsync(held with { Spec = held.Spec! with { HolderIdentity = "", RenewTime = time.GetUtcNow(), LeaseDurationSeconds = 1 } }, cancellation);
            return true;
        }
        catch (KubernetesException e) when (e.Failure is KubernetesFailure.Conflict or KubernetesFailure.NotFound)
        {
            return false;
        }
    }

    private LeaseSpec Claim(int transitions) => new()
    {
        HolderIdentity = options.Identity,
        LeaseDurationSeconds = Seconds(options.LeaseDuration),
        AcquireTime = time.GetUtcNow(),
        RenewTime = time.GetUtcNow(),
        LeaseTransitions = transitions,
    };

    private bool HasExpired(LeaseSpec spec)
    {
        var sign = (spec.HolderIdentity, spec.RenewTime, spec.LeaseTransitions);
        if (sign != seen) (seen, seenAt) = (sign, time.GetTimestamp());
        patience = TimeSpan.FromSeconds(spec.LeaseDurationSeconds ?? Seconds(options.LeaseDuration));
        return time.GetElapsedTime(seenAt) >= patience;
    }

    /// <summary>A leader rests until it renews, but not beyond its deadline; another until it looks again, but not beyond the end of the Lease that it sees.</summary>
    private TimeSpan PauseBeforeNext()
    {
        var retry = new Backoff(options.RetryInterval, options.RetryInterval).After(1);
        var renewal = options.RenewInterval - time.GetElapsedTime(confirmedAt);
        var expiry = patience - time.GetElapsedTime(seenAt);
        if (TimeAsLeader() is { } left) return renewal > TimeSpan.Zero ? renewal : left < retry ? left : retry;
        return expiry > TimeSpan.Zero && expiry < retry ? expiry : retry;
    }

    /// <summary>How long we may still call ourselves leader; null if we do not.</summary>
    private TimeSpan? TimeAsLeader()
    {
        lock (gate) return state.Role == LeaderRole.Leader ? DeadlineIn() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero : null;
    }

    private TimeSpan DeadlineIn() => options.RenewDeadline - time.GetElapsedTime(confirmedAt);

    private void DoubtIfOverdue() =>
        Become(now => now.Role == LeaderRole.Leader && DeadlineIn() <= TimeSpan.Zero ? now with { Role = LeaderRole.Unconfirmed } : now);

    private void Become(Func<LeadershipState, LeadershipState> change)
    {
        lock (telling)
        {
            LeadershipState next;
            lock (gate)
            {
                next = change(state);
                if (next == state) return;
                state = next;
            }
            Log.LeadershipChanged(logger, key, options.Identity, next.Role, next.Generation, next.Holder);
            foreach (var handler in handlers) handler(next);
        }
    }

    private static ulong GenerationOf(Lease lease) =>
        (ulong)(lease.Metadata.CreationTimestamp ?? DateTimeOffset.UnixEpoch).ToUnixTimeSeconds() << 20 | (uint)(lease.Spec?.LeaseTransitions ?? 0) & 0xfffff;

    private static int Seconds(TimeSpan span) => (int)span.TotalSeconds;
}
