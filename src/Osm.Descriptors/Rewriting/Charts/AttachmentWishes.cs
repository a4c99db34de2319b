using System.Collections.Immutable;

namespace Osm.Descriptors.Rewriting.Charts;

/// <summary>Which annotation tells the cluster what networks a pod is on.</summary>
public enum AnnotationDialect
{
    /// <summary>Label <c>l2sm: "true"</c> and annotation <c>l2sm/networks</c>, which L2S-M's webhook reads.</summary>
    L2sm,

    /// <summary>Annotation <c>k8s.v1.cni.cncf.io/networks</c>, which Multus reads.</summary>
    Multus,
}

/// <summary>What the pods of one KDU are to be attached to.</summary>
/// <param name="Dialect">How pods are told.</param>
/// <param name="Networks">In the order in which pods shall have them; one for each net.</param>
/// <param name="Replacements">Multus attachments that the chart asks for itself and that are to become virtual links; dialect <see cref="AnnotationDialect.L2sm"/> only.</param>
public sealed record AttachmentWishes(
    AnnotationDialect Dialect, ImmutableArray<NetworkWish> Networks, ImmutableArray<MultusReplacement> Replacements)
{
    /// <summary>These with a net going to a workload, beside those that were named for it before.</summary>
    /// <returns>Null if no wish is about that net.</returns>
    public AttachmentWishes? With(string netId, WorkloadWish workload)
    {
        for (var index = 0; index < Networks.Length; index++)
        {
            if (Networks[index].NetId == netId)
            {
                var network = Networks[index];
                return this with { Networks = Networks.SetItem(index, network with { Workloads = network.Workloads.Add(workload) }) };
            }
        }

        return null;
    }
}

/// <summary>A net and where it goes.</summary>
/// <param name="NetId">The id in <c>k8s-cluster.nets</c>.</param>
/// <param name="Workloads">The workloads that get it; empty: every one of the chart.</param>
public sealed record NetworkWish(string NetId, ImmutableArray<WorkloadWish> Workloads);

/// <summary>A workload that a net is for.</summary>
/// <param name="Workload">
/// Its name in the cluster, with or without the release's (and chart's) name before it; the name or alias of the chart that makes it; or its
/// label <c>app.kubernetes.io/component</c>. With <c>Kind/</c> before it, only workloads of this kind.
/// </param>
/// <param name="Address">The address that its pod has there, with prefix length; null where the cluster gives one.</param>
public sealed record WorkloadWish(string Workload, string? Address = null);

/// <summary>An attachment of the chart's own Multus list that becomes a virtual link.</summary>
/// <param name="Attachment">The name in that list, with or without the release's name in it.</param>
/// <param name="NetId">The net that takes its place.</param>
public sealed record MultusReplacement(string Attachment, string NetId);
