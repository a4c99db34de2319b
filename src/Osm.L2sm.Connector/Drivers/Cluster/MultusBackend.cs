using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Multus;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using Microsoft.Extensions.Options;
using Osm.L2sm.Connector.Hosting;
using Osm.L2sm.Connector.Hosting.Cluster;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Drivers.Cluster;

/// <summary>A network is one NetworkAttachmentDefinition in each namespace that needs it, and true when these are there.</summary>
internal sealed class MultusBackend : BackgroundService, IBackend, ILeaderWork
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(30);

    private readonly KubernetesApi api;
    private readonly KubernetesOptions settings;
    private readonly AttachmentTemplate template;
    private readonly ResourceCache<NetworkAttachmentDefinition> nads;
    private readonly ResourceCache<Namespace> namespaces;
    private readonly NadReconciler reconciler;
    private readonly ClusterDeletions<NetworkAttachmentDefinition> deletions;
    private readonly ChangedNames changed;
    private volatile string? fault = "the cluster was not looked at yet";

    public MultusBackend(
        KubernetesApi api, IOptions<KubernetesOptions> options, IntentStore store, NetworkChanges changes, IServiceProvider services,
        TimeProvider clock, ILogger<MultusBackend> logger)
    {
        (this.api, settings) = (api, options.Value);
        try
        {
            template = settings.ReadTemplate();
        }
        catch (FormatException e)
        {
            throw new StartException($"Kubernetes:NadTemplate: {e.Message}");
        }
        var space = settings.NamespaceIn(api);
        nads = new ResourceCache<NetworkAttachmentDefinition>(api, L2smKinds.NetworkAttachmentDefinitions, logger: logger);
        namespaces = new ResourceCache<Namespace>(api, BuiltInKinds.Namespaces, logger: logger);
        changed = new ChangedNames(store, changes);
        var owner = ClusterNetworks.OwnerIn(space, settings.Lease);
        reconciler = new NadReconciler(api, nads, namespaces, new IntentWishes(store, changed, services, () => DatapathRule.OfBridge, space), settings.PlacesOf(space), template, owner, logger);
        deletions = new ClusterDeletions<NetworkAttachmentDefinition>(L2smKinds.NetworkAttachmentDefinitions, reconciler.Deletions, owner, clock, logger);
        reconciler.Subscribe(network =>
        {
            if (store.Current.Named(network) is { } known) changes.Changed(known.Id);
        });
    }

    public string Name => ConnectorOptions.Multus;

    public bool HasFabric => false;

    public bool IsReplicated => true;

    public bool ActsThroughRest => false;

    public string? Fault => fault ?? nads.Problem ?? namespaces.Problem;

    public IEnumerable<Violation> Check(NetworkRequest request, ProviderProfile wishes, Intents intents)
    {
        if (wishes.Type is { } type and not "vnet") yield return new Violation("provider_network_profile.l2sm.type", $"'{type}' cannot be made by the backend multus: it makes 'vnet'");
        if (wishes.Path.Count > 0) yield return new Violation("provider_network_profile.l2sm.path", "the backend multus has no switches that a path could lead over");
        if (wishes.Rate is not null) yield return new Violation("provider_network_profile.l2sm.rate_kbps", "the backend multus has no switches that could limit a rate");
    }

    public ClusterView? ViewOf(NetworkIntent network, Intents intents) =>
        network.IsManagement ? null : ClusterNetworks.ViewOf("NetworkAttachmentDefinition", reconciler.ProgressOf(network.ClusterName), fault);

    public ClusterReport Report() => new([], [.. Fault is { } why ? [why] : Array.Empty<string>(), .. deletions.Faults()]);

    public IReadOnlyList<ClusterDeletion> Deletions() => deletions.All();

    public Task<IReadOnlyList<string>?> ForceDeletionAsync(string space, string name, CancellationToken cancellation) => deletions.ForceAsync(space, name, cancellation);

    public async Task RunAsync(LeaderTerm term, CancellationToken over)
    {
        while (!term.IsOpen)
        {
            try
            {
                await term.OpenAsync(null, over);
            }
            catch (JournalException e)
            {
                fault = e.Message;
                await Task.Delay(TimeSpan.FromSeconds(1), over);
            }
        }
        Task[] work = [changed.FollowAsync(over), reconciler.RunAsync(over), deletions.TellAsync(null, over)];
        await Task.WhenAny(work);
        await Task.WhenAll(work);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(nads.RunAsync(stoppingToken), namespaces.RunAsync(stoppingToken), LookAsync(stoppingToken));

    public override void Dispose()
    {
        reconciler.Dispose();
        base.Dispose();
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                fault = await FindFaultAsync(cancellation);
            }
            catch (KubernetesException e)
            {
                fault = e.Message;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(fault is null ? LookInterval : LookInterval / 15, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string?> FindFaultAsync(CancellationToken cancellation)
    {
        var definition = new ResourceKey(null, L2smKinds.NetworkAttachmentDefinitions.FullName);
        if (await api.Resources(BuiltInKinds.CustomResourceDefinitions).GetAsync(definition, cancellation) is null)
            return $"the cluster has no NetworkAttachmentDefinitions ({definition.Name}): install Multus";
        if (template.Name != AttachmentTemplate.L2smV1.Name) return null;
        await foreach (var one in api.Resources(L2smKinds.Deployments).ListAsync(new ResourceScope { Namespace = settings.OperatorNamespace }, cancellation))
            if (one.Metadata.Name == OperatorTraces.FirstDeploymentName) return null;
        return $"Kubernetes:NadTemplate is l2sm-v1, and the first L2S-M operator (Deployment {OperatorTraces.FirstDeploymentName}) is not in the cluster: deploy it, or use the template bridge or one of your own";
    }
}
