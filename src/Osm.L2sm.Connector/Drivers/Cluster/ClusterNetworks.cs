using L2sm.Kubernetes.Operator;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Drivers.Cluster;

/// <summary>What a cluster's progress with a network means for OSM.</summary>
internal static class ClusterNetworks
{
    /// <summary>How the objects of this service are told from those of others.</summary>
    /// <param name="space">The namespace of this service.</param>
    /// <param name="lease">Its Lease, which no other installation there has.</param>
    public static Ownership OwnerIn(string space, string lease)
    {
        const int longest = 63;
        var instance = $"{space}.{lease}";
        return new Ownership("osm-l2sm", "osm-l2sm", instance.Length <= longest ? instance : instance[..longest].TrimEnd('.', '-'));
    }

    /// <summary>The reason of a status; empty where the cluster has made it true. All of them may heal.</summary>
    public static string ReasonOf(NetworkProgress? progress) => progress?.State switch
    {
        NetworkProgressState.Available => "",
        NetworkProgressState.Unavailable => Reasons.ClusterUnavailable,
        NetworkProgressState.Blocked => Reasons.ClusterBlocked,
        _ => Reasons.ClusterWaiting,
    };

    public static ClusterView ViewOf(string kind, NetworkProgress? progress, string? fault) =>
        fault is not null ? new ClusterView(progress is null ? kind : $"{kind} {progress.Key}", Reasons.BackendUnusable, fault)
        : progress is null ? new ClusterView(kind, Reasons.ClusterWaiting, "it was not looked at yet: this service begins to lead")
        : new ClusterView($"{kind} {progress.Key}", ReasonOf(progress), progress.Message)
        {
            Warnings = [.. progress.Warnings],
            Capacity = progress.Capacity,
            AddressesGiven = progress.AddressesGiven,
        };
}
