using System.ComponentModel.DataAnnotations;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Leadership;
using L2sm.Kubernetes.Multus;

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

    /// <summary>
    /// How long others leave a leader in peace that is not heard, in seconds. A standby leads about so long after a leader's death: Open vSwitch
    /// opens after 15 s. Longer makes fewer changes of leader where the API server is slow.
    /// </summary>
    [Range(2, 60)]
    public int LeaseSeconds { get; set; } = 3;

    /// <summary>Where the L2S-M operator is deployed; null to look in all namespaces.</summary>
    public string? OperatorNamespace { get; set; }

    /// <summary>Where L2Networks go about which a request says nothing; null for the namespace of this service.</summary>
    public string? NetworksNamespace { get; set; }

    /// <summary>With the backend <c>operator</c>: make an Overlay of all nodes where the cluster has none.</summary>
    public bool ManageOverlay { get; set; }

    /// <summary>Of the Overlay that is made.</summary>
    [Required]
    public string OverlayName { get; set; } = "osm-l2sm";

    /// <summary>Where it is made; null for the namespace of this service.</summary>
    public string? OverlayNamespace { get; set; }

    /// <summary>Workload ports that each of its nodes gets.</summary>
    [Range(1, 1998)]
    public int OverlayInterfaces { get; set; } = 10;

    /// <summary>Where its switches find this service; null for <c>l2sm-controller-service</c> in the namespace of this service.</summary>
    public string? ControllerDomain { get; set; }

    /// <summary>With the backend <c>multus</c>: <c>l2sm-v1</c>, <c>bridge</c>, or the path of a JSON file of your own.</summary>
    [Required]
    public string NadTemplate { get; set; } = "l2sm-v1";

    /// <summary>The namespaces that every network is copied to; null for that of this service.</summary>
    public string[]? NadNamespaces { get; set; }

    /// <summary>Copied also to namespaces with these labels: <c>key=value,key=value</c>.</summary>
    public string? NadNamespaceLabels { get; set; }

    /// <exception cref="FormatException">It is no CNI configuration.</exception>
    public AttachmentTemplate ReadTemplate() => NadTemplate switch
    {
        "l2sm-v1" => AttachmentTemplate.L2smV1,
        "bridge" => AttachmentTemplate.Bridge(),
        var path => AttachmentTemplate.Custom(path, File.ReadAllText(path)),
    };

    /// <param name="own">The namespace of this service.</param>
    public NadPlaces PlacesOf(string own) => new(
        (NadNamespaces ?? (NadNamespaceLabels is null ? [own] : [])).ToHashSet(StringComparer.Ordinal),
        LabelsOf(NadNamespaceLabels).ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal));

    public bool AreLabelsSound => NadNamespaceLabels is null || LabelsOf(NadNamespaceLabels).All(l => l.Key.Length > 0 && l.Value is not null);

    private static IEnumerable<KeyValuePair<string, string>> LabelsOf(string? text) =>
        (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair.ElementAtOrDefault(1)!));

    public LeaderElectionOptions ElectionIn(string space) => new()
    {
        Namespace = space,
        Name = Lease,
        Identity = Identity,
        LeaseDuration = TimeSpan.FromSeconds(LeaseSeconds),
        RenewDeadline = TimeSpan.FromSeconds(LeaseSeconds * 0.7),
        RenewInterval = TimeSpan.FromSeconds(LeaseSeconds * 0.25),
        RetryInterval = TimeSpan.FromSeconds(Math.Min(1, LeaseSeconds / 6.0)),
    };

    public ClusterConnection Connect() => Kubeconfig is null && Context is null && ClusterConnection.IsInCluster
        ? ClusterConnection.InCluster()
        : ClusterConnection.FromKubeconfig(Kubeconfig, Context);

    public string NamespaceIn(KubernetesApi api) => Namespace ?? api.Namespace ?? "default";

    /// <summary>What tells this replica from the others, also from its own earlier life.</summary>
    public string Identity { get; } = $"{Environment.MachineName}_{Guid.NewGuid():N}";
}
