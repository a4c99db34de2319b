using System.Collections.Concurrent;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Queue;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using Microsoft.Extensions.Logging;

namespace L2sm.Kubernetes.Operator;

/// <summary>
/// Keeps the L2Networks of a cluster as they are wished: made, put right, deleted, and nobody else's touched. It has no memory but the host's
/// wishes and the cluster, so it may be stopped anywhere and started again. Only a leader runs it.
/// </summary>
public sealed class NetworkReconciler : IDisposable
{
    /// <summary>How often all is looked at without news.</summary>
    public static readonly TimeSpan Resync = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);

    // The operator's longest call is 10 s: one that was under way when its L2Network went comes within this time.
    private static readonly TimeSpan LateCalls = TimeSpan.FromSeconds(15);

    private readonly ResourceClient<L2Network> client;
    private readonly ResourceCache<L2Network> cache;
    private readonly ResourceIndex<L2Network> byName;
    private readonly INetworkWishes wishes;
    private readonly Ownership owner;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ReconcileLoop<string> loop;
    private readonly ConcurrentDictionary<string, NetworkProgress> progress = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Seen> seen = new(StringComparer.Ordinal);
    private volatile Action<string>? told;

    /// <summary>A reconciler.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="cache">Its L2Networks; run by the host.</param>
    /// <param name="wishes">What is wanted.</param>
    /// <param name="owner">Whose objects are ours.</param>
    /// <param name="logger">The log.</param>
    public NetworkReconciler(KubernetesApi api, ResourceCache<L2Network> cache, INetworkWishes wishes, Ownership owner, ILogger logger)
    {
        (this.cache, this.wishes, this.owner, this.logger, time) = (cache, wishes, owner, logger, api.Time);
        client = api.Resources(L2smKinds.L2Networks);
        Deletions = new Deletions<L2Network>(api, L2smKinds.L2Networks, cache, owner, NetworkPlan.LeftByForce);
        loop = new ReconcileLoop<string>("networks", ReconcileAsync, new ReconcileLoopOptions { Workers = 4 }, time, logger);
        byName = cache.AddIndex(network => [network.Metadata.Key.Name]);
        cache.Subscribe(change => loop.Add(change.Key.Name));
        wishes.Subscribe(name =>
        {
            if (name is null) AddAll();
            else loop.Add(name);
        });
    }

    /// <summary>What of ours is to go and has not gone.</summary>
    public Deletions<L2Network> Deletions { get; }

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await cache.WhenSyncedAsync(cancellation);
        var working = loop.RunAsync(cancellation);
        while (!cancellation.IsCancellationRequested)
        {
            AddAll();
            await Task.Delay(Resync, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await working;
    }

    /// <summary>How far the cluster is with a network; null where it is neither wanted nor ours, or was not looked at yet.</summary>
    public NetworkProgress? ProgressOf(string network) => progress.GetValueOrDefault(network);

    /// <summary>What an L2Network of others asks for of its way and does not get, for people; null where it gets all, or is ours.</summary>
    public string? WarningOf(string network) => PathOfOthers(network).Warning;

    /// <summary>The handler is told the name of each network whose progress changes. It is quick.</summary>
    public void Subscribe(Action<string> handler) => told += handler;

    /// <inheritdoc/>
    public void Dispose() => loop.Dispose();

    private void AddAll()
    {
        foreach (var network in cache.All()) loop.Add(network.Metadata.Key.Name);
        if (!wishes.IsKnown) return;
        foreach (var wish in wishes.All) loop.Add(wish.Key.Name);
    }

    private async Task<Reconciled> ReconcileAsync(string name, CancellationToken cancellation)
    {
        if (!cache.IsSynced || !wishes.IsKnown) return Reconciled.After(SoonAgain);
        var found = byName[name];
        var wish = wishes.Find(name);
        var isWaiting = false;
        NetworkProgress? news = null;
        foreach (var one in found.Where(one => IsUnwanted(one) || IsDouble(one, found)))
        {
            var plan = NetworkPlan.ForUnwanted(one, owner, time.GetUtcNow());
            news = plan.Progress;
            isWaiting = true;
            await TakeAsync(plan.Step, cancellation);
        }
        var again = isWaiting;
        if (wish is not null)
        {
            var plan = NetworkPlan.For(wish, [.. found.Where(one => !IsDouble(one, found))], owner, time.GetUtcNow());
            news = plan.Progress;
            try
            {
                again |= !await TakeAsync(plan.Step, cancellation);
            }
            catch (KubernetesException e)
            {
                Tell(name, news!.State == NetworkProgressState.Available ? news : news with { Message = $"{news.Message}: {e.Message}" });
                throw;
            }
        }
        Tell(name, news);
        var isLate = await CareForOthersAsync(name, found, wish is not null, cancellation);
        if (isLate && !again) return Reconciled.After(LateCalls);
        if (again && !isWaiting) return Reconciled.After(SoonAgain);
        // A deletion that nobody finishes sends no news of its own.
        return isWaiting ? Reconciled.After(PendingDeletion.StuckAfter / 4) : Reconciled.Done;
    }

    private bool IsUnwanted(L2Network network) =>
        owner.WishOf(network.Metadata) is { } id && wishes.IsKnown && wishes.Find(network.Metadata.Key.Name)?.Id != id;

    /// <summary>A wish is fulfilled once: by the oldest that claims to, should there ever be two.</summary>
    private bool IsDouble(L2Network network, IReadOnlyList<L2Network> found) =>
        owner.WishOf(network.Metadata) is { } id
        && found.Any(other => owner.WishOf(other.Metadata) == id && Age(other).CompareTo(Age(network)) < 0);

    private static (DateTimeOffset?, string?) Age(L2Network network) => (network.Metadata.CreationTimestamp, network.Metadata.Namespace);

    /// <summary>False where it has to be looked at again although no news may come.</summary>
    private async Task<bool> TakeAsync(NetworkStep step, CancellationToken cancellation)
    {
        switch (step)
        {
            case NetworkStep.Apply { MustBeNew: true } make:
                try
                {
                    await client.CreateAsync(make.Network, cancellation);
                }
                catch (KubernetesException e) when (e.Failure == KubernetesFailure.AlreadyExists)
                {
                    return false; // the cache is about to show it
                }
                return true;
            case NetworkStep.Apply repair:
                await client.ApplyAsync(repair.Network, isForced: true, cancellation);
                return true;
            case NetworkStep.Delete delete:
                try
                {
                    await client.DeleteAsync(delete.Key, delete.Uid, cancellation: cancellation);
                }
                catch (KubernetesException e) when (e.Failure == KubernetesFailure.Conflict)
                {
                    return false; // another object has the name since
                }
                return true;
            default:
                return true;
        }
    }

    // Should there be several of one name, they are one network for the operator: the oldest has its way.
    private VlinkPath PathOfOthers(string name) => byName[name].Where(one => owner.WishOf(one.Metadata) is null && !one.Metadata.IsBeingDeleted).OrderBy(Age).FirstOrDefault() is { } first
        ? VlinkPath.Of(first.Spec)
        : VlinkPath.AnyWay;

    // True where it is to be looked at again: calls of the operator about a network that is gone may still come.
    private async Task<bool> CareForOthersAsync(string name, IReadOnlyList<L2Network> found, bool isWanted, CancellationToken cancellation)
    {
        // By what was found and wished, not by what is there by now: one that came and went in between was told to the operator, too.
        if (found.Count > 0 || isWanted)
        {
            var areThere = found.Any(one => owner.WishOf(one.Metadata) is null && !one.Metadata.IsBeingDeleted);
            var path = areThere && !isWanted ? PathOfOthers(name) : VlinkPath.AnyWay;
            var isNews = seen.GetValueOrDefault(name)?.Warning != path.Warning;
            seen[name] = new Seen(path.Warning, null);
            if (isNews && path.Warning is { } warning) Log.VlinkNotAsAsked(logger, name, warning);
            if (isNews) told?.Invoke(name);
            if (areThere && !isWanted) await CareAsync(name, (network, token) => wishes.EnsureOthersAsync(network, path.Nodes, token), cancellation);
            return false;
        }
        if (!seen.TryGetValue(name, out var before)) return false;
        var isForgotten = await CareAsync(name, wishes.ForgetOthersAsync, cancellation);
        var gone = before.GoneAt ?? time.GetUtcNow();
        if (isForgotten && time.GetUtcNow() - gone >= LateCalls)
        {
            seen.TryRemove(name, out _);
            return false;
        }
        seen[name] = before with { GoneAt = gone };
        return true;
    }

    // What the host refuses, such as a name that its fabric cannot have, is not asked for without end; the next round does.
    private async Task<bool> CareAsync(string name, Func<string, CancellationToken, Task> call, CancellationToken cancellation)
    {
        try
        {
            await call(name, cancellation);
            return true;
        }
#pragma warning disable CA1031 // whatever the host throws is its own affair
        catch (Exception e) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.OthersNotInFabric(logger, name, e.Message);
            return false;
        }
    }

    private void Tell(string name, NetworkProgress? news)
    {
        if (Equals(progress.GetValueOrDefault(name), news)) return;
        if (news is null) progress.TryRemove(name, out _);
        else progress[name] = news;
        told?.Invoke(name);
    }

    /// <summary>A name that an L2Network has, had, or is to have: whatever the operator asks of it after its end is forgotten again.</summary>
    private sealed record Seen(string? Warning, DateTimeOffset? GoneAt);
}
