using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Operator;

/// <summary>Knows which L2S-M operator is installed, and looks again from time to time: it may be upgraded under us.</summary>
public sealed class OperatorWatch
{
    /// <summary>How often it is looked.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>How often while nothing can be driven: somebody is about to install it.</summary>
    public static readonly TimeSpan UnusableInterval = TimeSpan.FromSeconds(2);

    private readonly KubernetesApi api;
    private readonly string? place;
    private readonly Func<IReadOnlySet<ulong>> connected;
    private volatile OperatorFinding? finding;
    private volatile string? problem = "not looked yet";
    private volatile Action<OperatorFinding>? told;

    /// <summary>A watch.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="operatorNamespace">Where the operator is deployed, such as l2sm-system; null to look in all namespaces.</param>
    /// <param name="connected">The datapath ids of the switches that are connected: where they prove a rule, it holds.</param>
    public OperatorWatch(KubernetesApi api, string? operatorNamespace, Func<IReadOnlySet<ulong>> connected) =>
        (this.api, place, this.connected) = (api, operatorNamespace, connected);

    /// <summary>What was found last; null before it was looked for the first time.</summary>
    public OperatorFinding? Finding => finding;

    /// <summary>Why <see cref="Finding"/> may be out of date; null while it is not.</summary>
    public string? Problem => problem;

    /// <summary>The handler is told what is found where that is news.</summary>
    public void Subscribe(Action<OperatorFinding> handler) => told += handler;

    /// <summary>Looks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await LookAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (KubernetesException e)
            {
                problem = e.Message;
            }
            await Task.Delay(finding is { IsUsable: true } ? Interval : UnusableInterval, api.Time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks now.</summary>
    /// <exception cref="KubernetesException">A call failed.</exception>
    public async Task<OperatorFinding> LookAsync(CancellationToken cancellation)
    {
        var definitions = api.Resources(BuiltInKinds.CustomResourceDefinitions);
        var networks = await definitions.GetAsync(new ResourceKey(null, L2smKinds.L2Networks.FullName), cancellation);
        var overlays = await definitions.GetAsync(new ResourceKey(null, L2smKinds.Overlays.FullName), cancellation);
        var traces = new OperatorTraces
        {
            L2Networks = networks,
            Overlays = overlays,
            Attachments = await definitions.GetAsync(new ResourceKey(null, L2smKinds.NetworkAttachmentDefinitions.FullName), cancellation),
            Deployments = await ListAsync(L2smKinds.Deployments, new ResourceScope { Namespace = place }, cancellation),
            OverlaysMade = overlays is null ? [] : await ListAsync(L2smKinds.Overlays, ResourceScope.All, cancellation),
        };
        var found = OperatorProbe.Judge(traces);
        var nodes = traces.OverlaysMade.SelectMany(overlay => overlay.Spec.Topology?.Nodes ?? []);
        if (Datapaths.ProvedBy(nodes, connected()) is { } proved) found = found with { Rule = proved };
        var isNews = finding is null || !found.Says(finding);
        finding = found;
        problem = null;
        if (isNews) told?.Invoke(found);
        return found;
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(ResourceKind<T> kind, ResourceScope scope, CancellationToken cancellation)
        where T : class, IResource
    {
        var list = new List<T>();
        await foreach (var one in api.Resources(kind).ListAsync(scope, cancellation)) list.Add(one);
        return list;
    }
}
