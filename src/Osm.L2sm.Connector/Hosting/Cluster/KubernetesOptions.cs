using System.ComponentModel.DataAnnotations;
using L2sm.Kubernetes.Api;

namespace Osm.L2sm.Connector.Hosting.Cluster;

/// <summary>Section <c>Kubernetes</c>: the cluster that the backends <c>operator</c> and <c>multus</c> drive.</summary>
internal sealed class KubernetesOptions
{
    /// <summary>Null: the service account of the pod that this runs in, else what kubectl would take.</summary>
    public string? Kubeconfig { get; set; }

    /// <summary>Of the kubeconfig; null for its current one.</summary>
    public string? Context { get; set; }

    /// <summary>Where this service keeps its Lease and its intents; null for the namespace that it runs in.</summary>
    public string? Namespace { get; set; }

    /// <summary>The pod that this runs in, which is labelled while it leads; null where it runs in none.</summary>
    public string? PodName { get; set; }

    /// <summary>The Lease that replicas compete for.</summary>
    [Required]
    public string Lease { get; set; } = "osm-l2sm";

    public ClusterConnection Connect() => Kubeconfig is null && Context is null && ClusterConnection.IsInCluster
        ? ClusterConnection.InCluster()
        : ClusterConnection.FromKubeconfig(Kubeconfig, Context);

    public string NamespaceIn(KubernetesApi api) => Namespace ?? api.Namespace ?? "default";

    /// <summary>What tells this replica from the others, also from its own earlier life.</summary>
    public string Identity { get; } = $"{Environment.MachineName}_{Guid.NewGuid():N}";
}
