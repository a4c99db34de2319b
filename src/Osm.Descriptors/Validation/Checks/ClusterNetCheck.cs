using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>ext-cpd to k8s-cluster.nets: OSM takes a dangling one, and the connection point then has no net.</summary>
internal static class ClusterNetCheck
{
    public static void Run(DescriptorFile<Vnfd> vnfd, FindingList findings)
    {
        var nets = vnfd.Content.ClusterNets.Select(net => net.Id).ToArray();
        foreach (var cpd in vnfd.Content.ExternalCpds)
        {
            if (cpd.ClusterNet is not { } net || Ids.Has(nets, net.Value))
                continue;
            findings.Add(
                RuleCatalogue.ClusterNet, net.Position,
                $"ext-cpd '{cpd.Id?.Value}' is on the k8s-cluster-net '{net.Value}', which k8s-cluster.nets does not have ({Ids.Listed(nets)})",
                $"add '- id: {net.Value}' to k8s-cluster.nets, or name a net that is there");
        }

        Ids.ReportRepeated(
            RuleCatalogue.DuplicateNet, "k8s-cluster.nets", nets,
            "remove one: OSM merges them, and the VNF then asks for fewer nets than it has connection points for", findings);
    }
}
