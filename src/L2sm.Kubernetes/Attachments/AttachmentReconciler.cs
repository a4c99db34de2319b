using System.Threading.Channels;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using Microsoft.Extensions.Logging;

namespace L2sm.Kubernetes.Attachments;

/// <summary>
/// Keeps every switch port in the network that the pods behind it want (docs/adr/0014): level-triggered, so that it makes no difference what the
/// operator called, forgot or called twice, nor when this was started. Only a leader runs it; what it knows can be read always.
/// </summary>
public sealed class AttachmentReconciler
{
    private static readonly Backoff Retries = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));

    private readonly AttachmentCaches caches;
    private readonly ResourceIndex<L2Network> networks;
    private readonly IFabricPorts fabric;
    private readonly IPodEvents events;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private readonly Channel<bool> news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private AttachmentModel model;
    private bool isComplete;
    private volatile Action<string?>? told;

    /// <summary>A reconciler.</summary>
    /// <param name="caches">What is watched; run by the host.</param>
    /// <param name="rule">How datapath ids come about here.</param>
    /// <param name="fabric">Where the ports are kept.</param>
    /// <param name="events">Where pods' owners are told.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public AttachmentReconciler(AttachmentCaches caches, DatapathRule rule, IFabricPorts fabric, IPodEvents events, TimeProvider time, ILogger logger)
    {
        (this.caches, this.fabric, this.events, this.time, this.logger) = (caches, fabric, events, time, logger);
        model = new AttachmentModel(rule);
        networks = caches.Networks.AddIndex(network => [network.Metadata.Key.Name]);
        caches.Pods.Subscribe(change => Put(change, (key, pod) => model.Put(key, pod)));
        caches.Nads.Subscribe(change => Put(change, (key, nad) => model.Put(key, nad)));
        caches.Overlays.Subscribe(change => Put(change, (key, overlay) => model.Put(key, overlay)));
    }

    /// <summary>How datapath ids come about here. Another rule is another port for every pod: all are claimed anew.</summary>
    public DatapathRule Rule
    {
        get
        {
            lock (gate) return model.Rule;
        }

        set
        {
            lock (gate)
            {
                if (model.Rule == value) return;
                model = new AttachmentModel(value);
                foreach (var overlay in caches.Overlays.All()) model.Put(overlay.Metadata.Key, overlay);
                foreach (var nad in caches.Nads.All()) model.Put(nad.Metadata.Key, nad);
                foreach (var pod in caches.Pods.All()) model.Put(pod.Metadata.Key, pod);
                isComplete = false;
            }
            told?.Invoke(null);
            Wake();
        }
    }

    /// <summary>Works until cancelled. Each run begins by telling the fabric of all ports.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await caches.WhenSyncedAsync(cancellation);
        lock (gate) isComplete = false;
        var failures = 0;
        var unsaid = new Dictionary<SwitchPort, PortClaim?>();
        while (!cancellation.IsCancellationRequested)
        {
            var (of, all, warnings) = Collect(unsaid);
            try
            {
                if (all || unsaid.Count > 0)
                {
                    await fabric.ClaimAsync([.. unsaid.Select(one => new PortChange(one.Key, one.Value))], all, cancellation);
                    lock (gate) isComplete |= all && ReferenceEquals(of, model);
                    if (all) Log.AllPortsClaimed(logger, unsaid.Count);
                    unsaid.Clear();
                }
                foreach (var (pod, uid, reason, message) in warnings) await events.WarnAsync(pod, uid, reason, message, cancellation);
                failures = 0;
                await news.Reader.ReadAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // whatever the host's fabric throws, the claims have to get there in the end
            catch (Exception e)
#pragma warning restore CA1031
            {
                var pause = Retries.After(++failures);
                Log.PortsNotClaimed(logger, unsaid.Count, pause.TotalSeconds, e.Message);
                await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>The pods that want a network, sorted.</summary>
    public IReadOnlyList<PodOnNetwork> PodsOf(string network)
    {
        lock (gate) return model.PodsOf(network, SubnetOf);
    }

    /// <summary>Tells the owners of pods what they can mend of what keeps these out of networks. Told again it is the same event.</summary>
    /// <param name="olderThan">How old a pod is at least: what is young may be on its way.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task TellShortfallsAsync(TimeSpan olderThan, CancellationToken cancellation)
    {
        var before = time.GetUtcNow() - olderThan;
        PodWarning[] warnings;
        lock (gate)
            warnings =
            [
                .. from network in model.Wanted
                   from pod in model.PodsOf(network, SubnetOf)
                   where model.SinceOf(pod.Pod) <= before
                   from shortfall in pod.Shortfalls
                   where shortfall.IsForOwner
                   select new PodWarning(pod.Pod, pod.Uid, PodWarning.NotInNetwork, $"network {network}: {shortfall.Message}"),
            ];
        foreach (var (pod, uid, reason, message) in warnings) await events.WarnAsync(pod, uid, reason, message, cancellation);
    }

    /// <summary>What each node can still take, sorted.</summary>
    public IReadOnlyList<NodeCapacity> Capacities()
    {
        lock (gate) return model.Capacities();
    }

    /// <summary>The handler is told the name of each network whose pods changed, and null where any may have. It is quick.</summary>
    public void Subscribe(Action<string?> handler) => told += handler;

    /// <summary>Ports that are taken, and that no pod known here names.</summary>
    internal IReadOnlyList<PortLeak> Leaks()
    {
        var asked = fabric.Asked;
        var edges = caches.EdgeNodes();
        lock (gate) return model.Leaks(asked, edges);
    }

    // Drains the model into what was not said yet. All: the fabric has to be told of every port.
    private (AttachmentModel Of, bool All, IReadOnlyList<PodWarning> Warnings) Collect(Dictionary<SwitchPort, PortClaim?> unsaid)
    {
        lock (gate)
        {
            var changes = model.TakeChanges();
            if (!isComplete)
            {
                unsaid.Clear();
                foreach (var (port, claim) in model.Claims) unsaid[port] = claim;
                return (model, true, PodWarning.Of(model, model.Claims.Values));
            }
            foreach (var (port, claim) in changes) unsaid[port] = claim;
            return (model, false, PodWarning.Of(model, changes.Select(change => change.Claim).OfType<PortClaim>()));
        }
    }

    private void Put<T>(ResourceChange<T> change, Action<ResourceKey, T?> put)
        where T : class, IResource
    {
        lock (gate) put(change.Key, change.After);
        if (change is { Before: Pod or null, After: Pod or null })
            foreach (var network in NetworksOf(change.Before as Pod).Union(NetworksOf(change.After as Pod), StringComparer.Ordinal)) told?.Invoke(network);
        Wake();
    }

    private static IEnumerable<string> NetworksOf(Pod? pod) =>
        PodAnnotations.ReadWanted(pod?.Metadata.Annotation(PodAnnotations.L2smNetworks)).Select(wanted => wanted.Name);

    private string? SubnetOf(string network) => networks[network].Select(one => one.Spec.NetworkCidr).FirstOrDefault(cidr => cidr is not null);

    private void Wake() => news.Writer.TryWrite(true);
}
