using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Queue;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using Microsoft.Extensions.Logging;

namespace L2sm.Kubernetes.Overlays;

/// <summary>Makes the Overlay of a cluster that has none, once its nodes have come to rest. Only a leader runs it, where the host is told to.</summary>
public sealed class OverlayReconciler : IDisposable
{
    /// <summary>How long the nodes have to stay the same first: what joins later is not in the Overlay.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);

    private const string Work = "overlay";

    private readonly ResourceClient<Overlay> client;
    private readonly ResourceCache<Overlay> overlays;
    private readonly ResourceCache<Node> nodes;
    private readonly OverlayWish wish;
    private readonly Ownership owner;
    private readonly TimeProvider time;
    private readonly ReconcileLoop<string> loop;
    private string[] seen = [];
    private DateTimeOffset since;
    private volatile string? message;

    /// <summary>A reconciler over these caches, which the host runs.</summary>
    public OverlayReconciler(
        KubernetesApi api, ResourceCache<Overlay> overlays, ResourceCache<Node> nodes, OverlayWish wish, Ownership owner, ILogger logger)
    {
        (this.overlays, this.nodes, this.wish, this.owner, time) = (overlays, nodes, wish, owner, api.Time);
        client = api.Resources(L2smKinds.Overlays);
        loop = new ReconcileLoop<string>("overlay", ReconcileAsync, new ReconcileLoopOptions(), time, logger);
        overlays.Subscribe(_ => loop.Add(Work));
        nodes.Subscribe(change =>
        {
            if (change.Before is null || change.After is null) loop.Add(Work);
        });
    }

    /// <summary>Why the Overlay is not as wished; null while it is.</summary>
    public string? Message => message;

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(overlays.WhenSyncedAsync(cancellation), nodes.WhenSyncedAsync(cancellation));
        (seen, since) = (Names(), time.GetUtcNow());
        loop.Add(Work);
        await loop.RunAsync(cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => loop.Dispose();

    private string[] Names() => [.. nodes.All().Where(node => !node.Metadata.IsBeingDeleted).Select(node => node.Metadata.Key.Name).Order(StringComparer.Ordinal)];

    private async Task<Reconciled> ReconcileAsync(string work, CancellationToken cancellation)
    {
        var names = Names();
        var now = time.GetUtcNow();
        if (!names.SequenceEqual(seen)) (seen, since) = (names, now);
        var plan = OverlayPlan.For(wish, names, overlays.All(), owner);
        message = plan.Message;
        if (plan.Make is null) return Reconciled.Done;
        if (since + Rest - now is var left && left > TimeSpan.Zero)
        {
            message = $"the Overlay is made when the nodes have been the same for {Rest.TotalSeconds:0} s";
            return Reconciled.After(left);
        }
        try
        {
            await client.CreateAsync(plan.Make, cancellation);
        }
        catch (KubernetesException e) when (e.Failure == KubernetesFailure.AlreadyExists)
        {
            return Reconciled.After(TimeSpan.FromSeconds(1)); // the cache is about to show it
        }
        catch (KubernetesException e) when (e.Failure is KubernetesFailure.Invalid or KubernetesFailure.NotFound or KubernetesFailure.Forbidden)
        {
            message = $"the Overlay could not be made: {e.Message}";
            throw;
        }
        return Reconciled.Done;
    }
}
