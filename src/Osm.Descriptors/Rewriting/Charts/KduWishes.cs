using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Rewriting.Charts;

/// <summary>What a descriptor wishes for its KDUs, and what it names without a wish.</summary>
/// <param name="Wishes">For each KDU alike: nets belong to the VNF.</param>
/// <param name="LeftOut">The nets that no pod is attached to, with the reason.</param>
public sealed record KduWishes(AttachmentWishes Wishes, ImmutableArray<LeftOutNet> LeftOut)
{
    private const string WorkloadKey = "l2sm.workload";

    /// <summary>Derives the nets of a KNF: each <c>ext-cpd</c> on a <c>k8s-cluster-net</c>, management aside (DESIGN §2).</summary>
    /// <param name="vnfd">The descriptor of the KNF.</param>
    /// <param name="nsds">The NSDs that use it, as far as they are known: a net on a virtual link of theirs with <c>mgmt-network: true</c> is left out.</param>
    /// <param name="dialect">How pods are told.</param>
    public static KduWishes Of(Vnfd vnfd, IEnumerable<Nsd> nsds, AnnotationDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(vnfd);
        ArgumentNullException.ThrowIfNull(nsds);
        var managementCpds = ManagementCpdsOf(vnfd, nsds);
        var leftOut = ImmutableArray.CreateBuilder<LeftOutNet>();
        var management = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var cpd in vnfd.ExternalCpds)
        {
            if (cpd.ClusterNet is { } net && ManagementReason(vnfd, cpd, net.Value, managementCpds) is { } reason
                && management.TryAdd(net.Value, reason))
            {
                leftOut.Add(new LeftOutNet(net.Value, net.Position, reason));
            }
        }

        var networks = new OrderedDictionary<string, NetworkWish>(StringComparer.Ordinal);
        foreach (var (cpd, content) in vnfd.ExternalCpds.Zip(vnfd.Content.Items("ext-cpd")))
        {
            if (cpd.ClusterNet is not { } net || management.ContainsKey(net.Value))
                continue;
            var workloads = WorkloadsOf(content);
            // Two connection points on one net are one attachment; a pod that either wishes on it is on it.
            networks[net.Value] = !networks.TryGetValue(net.Value, out var earlier) ? new NetworkWish(net.Value, workloads)
                : earlier.Workloads.IsEmpty || workloads.IsEmpty ? earlier with { Workloads = [] }
                : earlier with { Workloads = [.. earlier.Workloads.Union(workloads)] };
        }

        return new KduWishes(new AttachmentWishes(dialect, [.. networks.Values], []), leftOut.ToImmutable());
    }

    private static ImmutableArray<WorkloadWish> WorkloadsOf(YamlMapping cpd) =>
    [
        .. cpd.Items("virtual-network-interface-requirement")
            .SelectMany(requirement => requirement.Items("network-interface-requirements"))
            .Where(requirement => requirement.Text("key")?.Value == WorkloadKey)
            .Select(requirement => requirement.Text("value")?.Value)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Select(workload => new WorkloadWish(workload)),
    ];

    private static string? ManagementReason(Vnfd vnfd, ExternalCpd cpd, string net, Dictionary<string, string> managementCpds)
    {
        if (vnfd.ManagementCpd is { } management && (management.Value == cpd.Id?.Value || management.Value == net))
            return $"mgmt-cp names {(management.Value == cpd.Id?.Value ? $"the ext-cpd '{management.Value}' on it" : "it")}: OSM configures the KNF over the cluster's pod network";
        return cpd.Id is { } id && managementCpds.TryGetValue(id.Value, out var link)
            ? $"the ext-cpd '{id.Value}' on it is linked to '{link}', which has 'mgmt-network: true'"
            : null;
    }

    // The connection points that are on a management link somewhere, with that link.
    private static Dictionary<string, string> ManagementCpdsOf(Vnfd vnfd, IEnumerable<Nsd> nsds)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var nsd in nsds)
        {
            var links = nsd.VirtualLinks.Where(link => link.IsManagement).Select(link => link.Id?.Value).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var ends = nsd.Flavour?.VnfProfiles
                .Where(profile => profile.VnfdId?.Value == vnfd.Id?.Value)
                .SelectMany(profile => profile.Connectivity)
                .Where(connectivity => connectivity.LinkId is { } link && links.Contains(link.Value))
                .SelectMany(connectivity => connectivity.ConstituentCpds, (connectivity, end) => (Link: connectivity.LinkId!.Value.Value, Cpd: end.CpdId?.Value));
            foreach (var (link, cpd) in ends ?? [])
            {
                if (cpd is not null)
                    found.TryAdd(cpd, link);
            }
        }

        return found;
    }
}

/// <summary>A net that no pod is attached to.</summary>
/// <param name="NetId">The id in <c>k8s-cluster.nets</c>.</param>
/// <param name="Position">Where an <c>ext-cpd</c> names it.</param>
/// <param name="Reason">Why, as a clause.</param>
public sealed record LeftOutNet(string NetId, SourcePosition Position, string Reason);
