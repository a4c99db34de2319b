using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Events;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Overlays;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using L2sm.OpenFlow;
using Microsoft.Extensions.Options;
using Osm.L2sm.Connector.Hosting.Cluster;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Drivers.Cluster;

/// <summary>
/// The L2S-M operator of a cluster makes the networks, this process is its SDN controller, and pods decide about ports. The cluster is
/// watched all the time, so that a standby that begins to lead knows it; it is changed by the leader alone.
/// </summary>
internal sealed partial class OperatorBackend : BackgroundService, IBackend, ILeaderWork
{
    private static readonly TimeSpan TellInterval = TimeSpan.FromSeconds(30);
    private static readonly string[] Types = ["vnet", "ext-vnet", "vlink"];

    private readonly AttachmentCaches caches;
    private readonly ResourceCache<Node> nodes;
    private readonly OperatorWatch watch;
    private readonly NetworkReconciler networks;
    private readonly ClusterDeletions<L2Network> deletions;
    private readonly AttachmentReconciler attachments;
    private readonly LeakedPorts leaks;
    private readonly OverlayReconciler? overlay;
    private readonly ChangedNames changed;
    private readonly PodPorts ports;
    private readonly IntentStore store;
    private readonly IFabric fabric;
    private readonly NetworkChanges changes;
    private readonly EventRecorder events;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private volatile CountedNodes views = new([], []);

    public OperatorBackend(
        KubernetesApi api, IOptions<KubernetesOptions> options, IntentStore store, NetworkChanges changes, IServiceProvider services, EventRecorder events,
        IFabric fabric, TimeProvider clock, ILogger<OperatorBackend> logger)
    {
        (this.store, this.fabric, this.changes, this.events, this.clock, this.logger) = (store, fabric, changes, events, clock, logger);
        var settings = options.Value;
        var space = settings.NamespaceIn(api);
        var owner = ClusterNetworks.OwnerIn(space, settings.Lease);
        caches = AttachmentCaches.Of(api, logger);
        nodes = new ResourceCache<Node>(api, BuiltInKinds.Nodes, logger: logger);
        changed = new ChangedNames(store, changes);
        ports = new PodPorts(store);
        watch = new OperatorWatch(api, settings.OperatorNamespace, () => fabric.Snapshot.Switches.Values.Where(s => s.Connected).Select(s => s.Id.Value).ToHashSet());
        networks = new NetworkReconciler(api, caches.Networks, new IntentWishes(store, changed, services, () => Rule, settings.NetworksNamespace ?? space), owner, logger);
        deletions = new ClusterDeletions<L2Network>(L2smKinds.L2Networks, networks.Deletions, owner, clock, logger);
        attachments = new AttachmentReconciler(caches, DatapathRule.OfBridge, ports, events, clock, logger);
        leaks = new LeakedPorts(api, attachments, ports, logger);
        if (settings.ManageOverlay)
        {
            var wish = new OverlayWish(new ResourceKey(settings.OverlayNamespace ?? space, settings.OverlayName), settings.ControllerDomain ?? $"l2sm-controller-service.{space}.svc.cluster.local")
            {
                Interfaces = settings.OverlayInterfaces,
            };
            overlay = new OverlayReconciler(api, caches.Overlays, nodes, wish, owner, logger);
        }
        networks.Subscribe(Moved);
        attachments.Subscribe(Moved);
        watch.Subscribe(Found);
    }

    public string Name => "operator";

    public bool HasFabric => true;

    public bool IsReplicated => true;

    public bool ActsThroughRest => true;

    public string? Fault => watch.Finding is { } finding
        ? finding.Faults.Where(f => f.IsFatal).Select(f => f.ToString()).FirstOrDefault() ?? caches.Problem
        : $"the cluster was not looked at yet: {watch.Problem}";

    public IEnumerable<Violation> Check(NetworkRequest request, ProviderProfile settings, Intents intents)
    {
        if (settings.Type is { } type && !Types.Contains(type, StringComparer.Ordinal))
            yield return new Violation("provider_network_profile.l2sm.type", $"'{type}' is no type of an L2Network: {string.Join(", ", Types)}");
        if (settings.Namespaces.Count > 0)
            yield return new Violation(
                "provider_network_profile.l2sm.namespaces", "the backend operator makes one L2Network, which pods of all namespaces can be in: give 'namespace' alone, or nothing");
        if (!AddressPlan.TryMake(IntentWishes.AddressesOf(request.IpProfile), out _, out var refusal)) yield return new Violation("ip_profile.subnet_address", refusal);
    }

    public ClusterView? ViewOf(NetworkIntent network, Intents intents)
    {
        if (network.IsManagement) return null;
        var pods = attachments.PodsOf(network.ClusterName);
        var view = network.Owner == NetworkOwner.Osm
            ? ClusterNetworks.ViewOf("L2Network", networks.ProgressOf(network.ClusterName), FatalFault)
            : new ClusterView("L2Network of others", "", "") { Warnings = networks.WarningOf(network.ClusterName) is { } warning ? [warning] : [] };
        return view with
        {
            Warnings = [.. view.Warnings, .. Warnings],
            Pods = [.. pods.Select(Show)],
            Nodes = NodeViews(),
        };
    }

    public ClusterReport Report()
    {
        var snapshot = fabric.Snapshot;
        var report = OverlayReport.Of(
            caches.Overlays.All(), [.. nodes.All().Select(n => n.Metadata.Name!)], attachments.Rule,
            snapshot.Switches.Values.Where(s => s.Connected).Select(s => s.Id.Value).ToHashSet(),
            snapshot.Links.Select(l => (l.Link.A.Switch.Value, l.Link.B.Switch.Value)));
        var free = attachments.Capacities().ToDictionary(c => c.Node, StringComparer.Ordinal);
        return new ClusterReport(
            [
                .. report.Nodes.Select(n => new ClusterNode(
                    n.Node, n.Overlay ?? "", n.Datapath, n.IsConnected, free.GetValueOrDefault(n.Node)?.Free ?? 0, free.GetValueOrDefault(n.Node)?.Ports ?? 0, [.. n.Missing])),
            ],
            [.. (watch.Finding?.Faults ?? []).Select(f => f.ToString()), .. report.Faults, .. overlay?.Message is { } message ? [message] : Array.Empty<string>(), .. deletions.Faults()]);
    }

    public IReadOnlyList<ClusterDeletion> Deletions() => deletions.All();

    public Task<IReadOnlyList<string>?> ForceDeletionAsync(string space, string name, CancellationToken cancellation) => deletions.ForceAsync(space, name, cancellation);

    public async Task RunAsync(LeaderTerm term, CancellationToken over)
    {
        // Datapath ids by the wrong rule would put every port elsewhere.
        while (watch.Finding is null) await Task.Delay(TimeSpan.FromMilliseconds(50), over);
        ports.Begin(term);
        Task[] work =
        [
            attachments.RunAsync(over), changed.FollowAsync(over), networks.RunAsync(over), leaks.RunAsync(over), TellMissingAsync(over),
            deletions.TellAsync(events, over), .. overlay is null ? [] : new[] { overlay.RunAsync(over) },
        ];
        await Task.WhenAny(work);
        await Task.WhenAll(work);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(caches.RunAsync(stoppingToken), nodes.RunAsync(stoppingToken), watch.RunAsync(stoppingToken));

    public override void Dispose()
    {
        networks.Dispose();
        overlay?.Dispose();
        base.Dispose();
    }

    // Where the owners of nodes look; what lasts is said again from time to time.
    private async Task TellMissingAsync(CancellationToken over)
    {
        while (true)
        {
            await Task.Delay(TellInterval, clock, over);
            await attachments.TellShortfallsAsync(TellInterval, over);
            foreach (var network in caches.Networks.All().Where(n => n.Spec.Type == VlinkPath.VlinkType))
                if (networks.WarningOf(network.Metadata.Key.Name) is { } warning)
                    events.Warning(ObjectReference.To(L2smKinds.L2Networks, network), "VlinkPath", "Route", warning);
            foreach (var node in Report().Nodes)
                foreach (var missing in node.Missing)
                    events.Warning(new ObjectReference { ApiVersion = "v1", Kind = "Node", Name = node.Node, Uid = nodes.Find(new ResourceKey(null, node.Node))?.Metadata.Uid }, "L2smSwitch", "Connect", missing);
        }
    }

    // The same for every network, until something changes.
    private EquatableArray<NodeView> NodeViews()
    {
        var (of, known) = (attachments.Capacities(), views);
        if (!ReferenceEquals(known.Of, of)) views = known = new CountedNodes(of, [.. of.Select(n => new NodeView(n.Node, n.Free, n.Ports))]);
        return known.Views;
    }

    private DatapathRule Rule => watch.Finding?.Rule ?? DatapathRule.OfBridge;

    private string? FatalFault => watch.Finding?.Faults.Where(f => f.IsFatal).Select(f => f.ToString()).FirstOrDefault();

    private IEnumerable<string> Warnings => (watch.Finding?.Faults ?? []).Where(f => !f.IsFatal).Select(f => f.ToString());

    private static PodView Show(PodOnNetwork pod) => new(
        pod.Pod.ToString(), pod.Node ?? "", pod.Port is { } port ? PodPorts.KeyOf(port) : null, pod.Interface ?? "", pod.MacAddress ?? "",
        [.. pod.IpAddresses], [.. pod.Shortfalls.Select(s => s.Message)]);

    private void Moved(string? network)
    {
        if (network is null) changes.AllChanged();
        else if (store.Current.Named(network) is { } known) changes.Changed(known.Id);
    }

    private void Found(OperatorFinding finding)
    {
        attachments.Rule = finding.Rule;
        LogFound(finding.Version ?? "of no known release", finding.Rule);
        foreach (var fault in finding.Faults) LogFault(fault.Message, fault.Cure);
        changes.AllChanged();
    }

    private sealed record CountedNodes(IReadOnlyList<NodeCapacity> Of, EquatableArray<NodeView> Views);

    [LoggerMessage(1531, LogLevel.Information, "the L2S-M operator is {version}, its datapath ids by rule {rule}")]
    private partial void LogFound(string version, DatapathRule rule);

    [LoggerMessage(1532, LogLevel.Warning, "{message}: {cure}")]
    private partial void LogFault(string message, string cure);
}
