using System.Text.Json.Nodes;
using L2sm.Kubernetes;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Attachments;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Queue;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using Microsoft.Extensions.Logging.Abstractions;

namespace L2smOsm.Testing.Kubernetes.Operator;

/// <summary>
/// Stands in for the L2S-M operator in one namespace, with a kubelet and Multus beside it: the controllers of networks and pods, and, since no API
/// server here calls webhooks, <see cref="Webhook"/>. Behaves as the operator is known to, its order of steps included: the finalizer first, then the call,
/// and what failed in between is never done again.
/// </summary>
public sealed class OperatorStandIn : IAsyncDisposable
{
    private const string Finalizer = "l2sm.operator.io/finalizer";

    private readonly string place;
    private readonly Northbound northbound;
    private readonly ResourceClient<Pod> pods;
    private readonly ResourceClient<L2Network> networks;
    private readonly ResourceClient<NetworkAttachmentDefinition> nads;
    private readonly ReconcileLoop<(string Kind, ResourceKey Key)> loop;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;

    /// <summary>Starts it.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="place">The namespace of the Overlay, its own SWITCHES_NAMESPACE, and of all that it looks at.</param>
    /// <param name="controller">Its SDN controller.</param>
    /// <param name="faults">What it does wrong.</param>
    public OperatorStandIn(KubernetesApi api, string place, HttpClient controller, OperatorFaults faults = OperatorFaults.None)
    {
        (this.place, northbound, Faults) = (place, new Northbound(controller), faults);
        pods = api.Resources(BuiltInKinds.Pods);
        networks = api.Resources(L2smKinds.L2Networks);
        nads = api.Resources(L2smKinds.NetworkAttachmentDefinitions);
        Webhook = new Webhook(this, pods, networks, nads, place);
        var backoff = new Backoff(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(500));
        loop = new ReconcileLoop<(string, ResourceKey)>("stand-in", ReconcileAsync, new ReconcileLoopOptions { Backoff = backoff }, TimeProvider.System, NullLogger.Instance);
        var scope = new ResourceScope { Namespace = place };
        var podCache = new ResourceCache<Pod>(api, BuiltInKinds.Pods, scope);
        var networkCache = new ResourceCache<L2Network>(api, L2smKinds.L2Networks, scope);
        podCache.Subscribe(change => loop.Add(("pod", change.Key)));
        networkCache.Subscribe(change => loop.Add(("network", change.Key)));
        running = Task.WhenAll(podCache.RunAsync(stopping.Token), networkCache.RunAsync(stopping.Token), loop.RunAsync(stopping.Token));
    }

    /// <summary>What it does wrong now.</summary>
    public OperatorFaults Faults { get; set; }

    /// <summary>What makes pods.</summary>
    public Webhook Webhook { get; }

    /// <summary>Its admission without its controllers is of no use: SWITCHES_NAMESPACE as it sees it.</summary>
    internal string? SwitchesNamespace => Faults.HasFlag(OperatorFaults.NamespaceUnset) ? null : place;

    /// <summary>Installs what there is before the operator runs: its kinds and those of Multus, its Deployment as this service reads it, and nodes.</summary>
    public static async Task InstallAsync(ApiServer server, string place, params string[] nodes)
    {
        await server.InstallAsync(Manifests.OperatorKinds);
        await server.InstallAsync(Manifests.MultusKinds);
        foreach (var node in nodes) await server.ApplyAsync("{apiVersion: v1, kind: Node, metadata: {name: " + node + "}}");
        await server.ApplyAsync(
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: l2sm-controller-manager}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, "
            + "spec: {containers: [{name: manager, image: 'alexdecb/l2sm-controller-manager:2.8.7', env: [{name: SWITCHES_NAMESPACE, value: " + place + "}]}]}}}}",
            place);
    }

    /// <summary>Makes an Overlay with its attachments.</summary>
    public async Task MakeOverlayAsync(KubernetesApi api, IReadOnlyList<string> nodes, int interfaces = 10)
    {
        await api.Resources(L2smKinds.Overlays).CreateAsync(new Overlay
        {
            Metadata = new ObjectMeta { Name = "overlay", Namespace = place },
            Spec = new OverlaySpec
            {
                Provider = new Provider { Name = "l2sm-controller", Domain = ["controller"] },
                Topology = new OverlayTopology { Nodes = nodes },
                InterfaceNumber = interfaces,
            },
        });
        for (var i = 1; i <= (Faults.HasFlag(OperatorFaults.MakesOverlaysByHalves) ? interfaces / 2 : interfaces); i++)
            await nads.CreateAsync(new NetworkAttachmentDefinition
            {
                Metadata = new ObjectMeta { Name = $"overlay-veth{i}", Namespace = place, Labels = new Dictionary<string, string> { ["app"] = "l2sm", ["overlay"] = "overlay" } },
                Spec = new AttachmentSpec { Config = $$"""{"cniVersion":"0.3.0","type":"bridge","bridge":"br{{i}}","mtu":1400,"device":"overlay-veth{{i}}","ipam":{"type":"static"} }""" },
            });
    }

    /// <summary>Looks at everything again, as after its restart.</summary>
    public async Task ResyncAsync()
    {
        await foreach (var pod in pods.ListAsync(new ResourceScope { Namespace = place })) loop.Add(("pod", pod.Metadata.Key));
        await foreach (var network in networks.ListAsync(new ResourceScope { Namespace = place })) loop.Add(("network", network.Metadata.Key));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        loop.Dispose();
        stopping.Dispose();
    }

    // Asked again after each reading: what it sees of a time when it was away already, it does not act upon.
    private bool IsAway => Faults.HasFlag(OperatorFaults.IsAway);

    private async Task<Reconciled> ReconcileAsync((string Kind, ResourceKey Key) work, CancellationToken cancellation)
    {
        if (IsAway) return Reconciled.Done;
        var isDone = work.Kind == "pod" ? await ReconcilePodAsync(work.Key) : await ReconcileNetworkAsync(work.Key);
        return isDone ? Reconciled.Done : Reconciled.After(TimeSpan.FromMilliseconds(100));
    }

    private async Task<bool> ReconcileNetworkAsync(ResourceKey key)
    {
        if (await networks.GetAsync(key) is not { } network || IsAway) return true;
        if (network.Metadata.IsBeingDeleted)
        {
            if (!network.Metadata.HasFinalizer(Finalizer)) return true;
            if (!await TwiceAsync(() => northbound.DeleteAsync(key.Name))) return false;
            await networks.PatchAsync(key, Finalizers(network.Metadata, isThere: false));
            return true;
        }
        if (network.Metadata.HasFinalizer(Finalizer)) return true;
        var isMade = await TwiceAsync(() => northbound.CreateAsync(key.Name));
        var told = await networks.PatchAsync(
            key, ResourcePatch.Merge(new JsonObject { ["status"] = new JsonObject { ["internalConnectivity"] = isMade ? "Available" : "Unavailable" } }), "status");
        if (!isMade) return false;
        await networks.PatchAsync(key, Finalizers(told.Metadata, isThere: true));
        return true;
    }

    private async Task<bool> ReconcilePodAsync(ResourceKey key)
    {
        if (await pods.GetAsync(key) is not { } pod || IsAway) return true;
        await MultusStandIn.RunAsync(pod, pods, nads);
        var wanted = PodAnnotations.ReadWanted(pod.Metadata.Annotation(PodAnnotations.L2smNetworks));
        if (wanted.Count == 0 || pod.Metadata.Annotation(PodAnnotations.MultusNetworks) is not { } multus) return true;
        var attachments = PodAnnotations.ReadAttachments(multus)!;
        if (pod.Metadata.IsBeingDeleted) return await LetPodGoAsync(pod, wanted, attachments);
        if (pod.Metadata.HasFinalizer(Finalizer)) return true;
        await pods.PatchAsync(key, Finalizers(pod.Metadata, isThere: true));
        // From here on nothing is ever repeated: the next pass sees the finalizer.
        foreach (var (network, attachment) in wanted.Zip(attachments))
        {
            if (await networks.GetAsync(new ResourceKey(place, network.Name)) is null) return true;
            if (!await TwiceAsync(() => northbound.AttachAsync(network.Name, PortOf(pod, attachment)))) return true;
        }
        return true;
    }

    private async Task<bool> LetPodGoAsync(Pod pod, IReadOnlyList<WantedNetwork> wanted, IReadOnlyList<PodAttachment> attachments)
    {
        if (!pod.Metadata.HasFinalizer(Finalizer) || wanted.Count != attachments.Count) return true;
        foreach (var (network, attachment) in wanted.Zip(attachments))
        {
            if (!Faults.HasFlag(OperatorFaults.ForgetsToDetach)) await TwiceAsync(() => northbound.DetachAsync(network.Name, PortOf(pod, attachment)));
            if (SwitchesNamespace is null) continue; // not found there, and so left as it is
            if (Faults.HasFlag(OperatorFaults.LeavesPodsTerminating)) return true;
            var label = $"used-{pod.Spec!.NodeName}";
            await nads.PatchAsync(
                new ResourceKey(place, attachment.Name),
                ResourcePatch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [label] = "false" } } }));
        }
        await pods.PatchAsync(pod.Metadata.Key, Finalizers(pod.Metadata, isThere: false));
        return true;
    }

    private async Task<bool> TwiceAsync(Func<Task<bool>> call) => await call() && (!Faults.HasFlag(OperatorFaults.CallsTwice) || await call());

    private static string PortOf(Pod pod, PodAttachment attachment) =>
        $"of:{Datapaths.Of(pod.Spec!.NodeName!, DatapathRule.OfBridge):x16}/{attachment.Name[(attachment.Name.IndexOf("veth", StringComparison.Ordinal) + 4)..]}";

    private static ResourcePatch Finalizers(ObjectMeta meta, bool isThere)
    {
        var others = (meta.Finalizers ?? []).Where(finalizer => finalizer != Finalizer);
        JsonNode?[] all = [.. (isThere ? others.Append(Finalizer) : others).Select(finalizer => JsonValue.Create(finalizer))];
        var patch = new JsonObject { ["finalizers"] = new JsonArray(all) };
        // Letting go is not refused for a version: done anew, it would free a label that is another pod's by then.
        if (isThere) patch["resourceVersion"] = meta.ResourceVersion;
        return ResourcePatch.Merge(new JsonObject { ["metadata"] = patch });
    }
}
