using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>What a KNF needs to be on networks: nets behind its connection points, Multus in the cluster, requirements that are known.</summary>
internal static class KnfNetworkCheck
{
    private const string OurPrefix = "l2sm";

    private static readonly string[] KnownRequirements = ["l2sm.workload"];

    public static void Run(DescriptorFile<Vnfd> file, FindingList findings)
    {
        var vnfd = file.Content;
        foreach (var cpd in vnfd.Content.Items("ext-cpd"))
            CheckRequirements(cpd.Items("virtual-network-interface-requirement").SelectMany(entry => entry.Items("network-interface-requirements")), findings);

        if (vnfd.Kdus.IsEmpty || !vnfd.Content.Items("vdu").IsEmpty)
            return;
        foreach (var cpd in vnfd.Content.Items("ext-cpd"))
        {
            if (!cpd.TryGet("k8s-cluster-net", out _) && !cpd.TryGet("int-cpd", out _) && !cpd.TryGet("int-virtual-link-desc", out _))
            {
                findings.Add(
                    RuleCatalogue.CpdWithoutNet, cpd.Text("id")?.Position ?? cpd.Position,
                    $"ext-cpd '{cpd.Text("id")?.Value}' is on no net: no pod is behind it", "add 'k8s-cluster-net: <one of k8s-cluster.nets>'");
            }
        }

        if (vnfd.ManagementCpd is null && vnfd.ExternalCpds.Any(cpd => cpd.ClusterNet is not null) && !vnfd.Content.TryGet("mgmt-cp", out _))
        {
            findings.Add(
                RuleCatalogue.NoManagementCpd, vnfd.Position,
                $"VNFD '{vnfd.Id?.Value}' has no mgmt-cp: pods would be attached to every one of its nets, management included",
                "add 'mgmt-cp: <ext-cpd>', the connection point over which OSM configures it");
        }

        if (DataNet(vnfd) is { } net)
            CheckMultus(vnfd, net, findings);
    }

    /// <summary>A net that pods are to be attached to; null where there is none.</summary>
    public static Located<string>? DataNet(Vnfd vnfd) =>
        vnfd.ExternalCpds.FirstOrDefault(
            cpd => cpd.ClusterNet is { } net && cpd.Id?.Value != vnfd.ManagementCpd?.Value && net.Value != vnfd.ManagementCpd?.Value)?.ClusterNet;

    private static void CheckMultus(Vnfd vnfd, Located<string> net, FindingList findings)
    {
        if (vnfd.Content.Mapping("k8s-cluster") is not { } cluster || !cluster.TryGet("cni", out var cni))
            return;
        if (cluster.Texts("cni").All(plugin => plugin.Value != "multus"))
        {
            findings.Add(
                RuleCatalogue.NoMultus, cni.Key.Position, $"cni does not have multus, which the net '{net.Value}' needs",
                "add '- multus': OSM then chooses a cluster that has it");
        }
    }

    private static void CheckRequirements(IEnumerable<Reading.YamlMapping> requirements, FindingList findings)
    {
        foreach (var requirement in requirements)
        {
            if (requirement.Text("key") is not { } key || !key.Value.StartsWith(OurPrefix, StringComparison.OrdinalIgnoreCase)
                || Array.IndexOf(KnownRequirements, key.Value) >= 0)
            {
                continue;
            }

            findings.Add(
                RuleCatalogue.WorkloadRequirement, key.Position, $"'{key.Value}' is no requirement that is known",
                $"the known one is {KnownRequirements[0]}, the workload of the KDU's chart that the net is for");
        }
    }
}
