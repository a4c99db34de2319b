using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2sm.Kubernetes.Watching;
using Microsoft.Extensions.Logging;

namespace L2sm.Kubernetes.Attachments;

/// <summary>What has to be watched to know whose port it is.</summary>
/// <param name="Pods">All pods: also those without the label have interfaces.</param>
/// <param name="Nads">All NetworkAttachmentDefinitions.</param>
/// <param name="Overlays">All Overlays.</param>
/// <param name="EdgeDevices">All NetworkEdgeDevices.</param>
/// <param name="Networks">All L2Networks.</param>
public sealed record AttachmentCaches(
    ResourceCache<Pod> Pods,
    ResourceCache<NetworkAttachmentDefinition> Nads,
    ResourceCache<Overlay> Overlays,
    ResourceCache<NetworkEdgeDevice> EdgeDevices,
    ResourceCache<L2Network> Networks)
{
    /// <summary>Caches of a cluster, or of a part of it.</summary>
    public static AttachmentCaches Of(KubernetesApi api, ILogger logger, ResourceScope? scope = null) => new(
        new ResourceCache<Pod>(api, BuiltInKinds.Pods, scope, logger: logger),
        new ResourceCache<NetworkAttachmentDefinition>(api, L2smKinds.NetworkAttachmentDefinitions, scope, logger: logger),
        new ResourceCache<Overlay>(api, L2smKinds.Overlays, scope, logger: logger),
        new ResourceCache<NetworkEdgeDevice>(api, L2smKinds.NetworkEdgeDevices, scope, logger: logger),
        new ResourceCache<L2Network>(api, L2smKinds.L2Networks, scope, logger: logger));

    /// <summary>Feeds them until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(
        Pods.RunAsync(cancellation), Nads.RunAsync(cancellation), Overlays.RunAsync(cancellation), EdgeDevices.RunAsync(cancellation), Networks.RunAsync(cancellation));

    /// <summary>Ends when all were listed once.</summary>
    public Task WhenSyncedAsync(CancellationToken cancellation) => Task.WhenAll(
        Pods.WhenSyncedAsync(cancellation), Nads.WhenSyncedAsync(cancellation), Overlays.WhenSyncedAsync(cancellation),
        EdgeDevices.WhenSyncedAsync(cancellation), Networks.WhenSyncedAsync(cancellation));

    /// <summary>Why what is known may be out of date; null while all are fed.</summary>
    public string? Problem => Pods.Problem ?? Nads.Problem ?? Overlays.Problem ?? EdgeDevices.Problem ?? Networks.Problem;

    /// <summary>The nodes where the operator takes ports without a pod: those of edge devices, while a network has a provider.</summary>
    internal IReadOnlySet<string> EdgeNodes() => Networks.All().Any(network => network.Spec.Provider is not null)
        ? EdgeDevices.All().Select(device => device.Spec.NodeConfig?.NodeName).OfType<string>().ToHashSet(StringComparer.Ordinal)
        : new HashSet<string>();
}
