using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Queue;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using Microsoft.Extensions.Logging;

namespace L2sm.Kubernetes.Multus;

/// <summary>
/// Keeps the attachments of networks in each namespace as they are wished: made, put right, deleted, and nobody else's touched. It has no memory
/// but the host's wishes and the cluster. Only a leader runs it.
/// </summary>
public sealed class NadReconciler : IDisposable
{
    /// <summary>How often all is looked at without news.</summary>
    public static readonly TimeSpan Resync = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);

    private readonly ResourceClient<NetworkAttachmentDefinition> client;
    private readonly ResourceCache<NetworkAttachmentDefinition> nads;
    private readonly ResourceCache<Namespace> namespaces;
    private readonly ResourceIndex<NetworkAttachmentDefinition> byName;
    private readonly INadWishes wishes;
    private readonly NadPlaces places;
    private readonly AttachmentTemplate template;
    private readonly Ownership owner;
    private readonly TimeProvider time;
    private readonly ReconcileLoop<string> loop;
    private readonly ConcurrentDictionary<string, NetworkProgress> progress = new(StringComparer.Ordinal);
    private volatile Action<string>? told;

    /// <summary>A reconciler over these caches, which the host runs.</summary>
    public NadReconciler(
        KubernetesApi api, ResourceCache<NetworkAttachmentDefinition> nads, ResourceCache<Namespace> namespaces,
        INadWishes wishes, NadPlaces places, AttachmentTemplate template, Ownership owner, ILogger logger)
    {
        (this.nads, this.namespaces, this.wishes, this.places, this.template, this.owner, time) = (nads, namespaces, wishes, places, template, owner, api.Time);
        client = api.Resources(L2smKinds.NetworkAttachmentDefinitions);
        Deletions = new Deletions<NetworkAttachmentDefinition>(api, L2smKinds.NetworkAttachmentDefinitions, nads, owner, NadPlan.LeftByForce);
        loop = new ReconcileLoop<string>("attachments", ReconcileAsync, new ReconcileLoopOptions { Workers = 4 }, time, logger);
        byName = nads.AddIndex(nad => [nad.Metadata.Key.Name]);
        nads.Subscribe(change => loop.Add(change.Key.Name));
        // Each change of a namespace may concern every network; that of its status alone concerns none.
        namespaces.Subscribe(change =>
        {
            if (Concerns(change.Before) != Concerns(change.After)) AddAll();
        });
        wishes.Subscribe(name =>
        {
            if (name is null) AddAll();
            else loop.Add(name);
        });
    }

    /// <summary>What of ours is to go and has not gone.</summary>
    public Deletions<NetworkAttachmentDefinition> Deletions { get; }

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(nads.WhenSyncedAsync(cancellation), namespaces.WhenSyncedAsync(cancellation));
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

    /// <summary>The handler is told the name of each network whose progress changes. It is quick.</summary>
    public void Subscribe(Action<string> handler) => told += handler;

    /// <inheritdoc/>
    public void Dispose() => loop.Dispose();

    private void AddAll()
    {
        foreach (var nad in nads.All().Where(nad => owner.WishOf(nad.Metadata) is not null)) loop.Add(nad.Metadata.Key.Name);
        if (!wishes.IsKnown) return;
        foreach (var wish in wishes.All) loop.Add(wish.Name);
    }

    private (bool, bool) Concerns(Namespace? place) => (place is { Metadata.IsBeingDeleted: false }, place is not null && places.Has(place));

    private async Task<Reconciled> ReconcileAsync(string name, CancellationToken cancellation)
    {
        if (!nads.IsSynced || !namespaces.IsSynced || !wishes.IsKnown) return Reconciled.After(SoonAgain);
        var plan = NadPlan.For(wishes.Find(name), byName[name], places, namespaces.All(), template, owner);
        Tell(name, plan.Progress);
        var isLate = false;
        KubernetesException? failed = null;
        foreach (var nad in plan.Delete) await AttemptAsync(() => client.DeleteAsync(nad.Metadata.Key, nad.Metadata.Uid, cancellation: cancellation));
        foreach (var nad in plan.Repair) await AttemptAsync(() => client.ApplyAsync(nad, isForced: true, cancellation));
        foreach (var nad in plan.Make) await AttemptAsync(() => client.CreateAsync(nad, cancellation));
        if (failed is not null)
        {
            if (plan.Progress is { State: not NetworkProgressState.Available } progressed) Tell(name, progressed with { Message = $"{progressed.Message}: {failed.Message}" });
            ExceptionDispatchInfo.Throw(failed);
        }
        return isLate ? Reconciled.After(SoonAgain) : Reconciled.Done;

        // One namespace that refuses does not keep it from the others.
        async Task AttemptAsync(Func<Task> call)
        {
            try
            {
                await call();
            }
            catch (KubernetesException e) when (e.Failure is KubernetesFailure.Conflict or KubernetesFailure.AlreadyExists)
            {
                isLate = true; // the cache is about to show what is there now
            }
            catch (KubernetesException e)
            {
                failed ??= e;
            }
        }
    }

    private void Tell(string name, NetworkProgress? news)
    {
        if (Equals(progress.GetValueOrDefault(name), news)) return;
        if (news is null) progress.TryRemove(name, out _);
        else progress[name] = news;
        told?.Invoke(name);
    }
}
