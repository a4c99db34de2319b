using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>ext-cpd and k8s-cluster.nets, both ways: OSM takes a dangling one, and the connection point then has no net.</summary>
internal static class ClusterNetCheck
{
    public static void Run(DescriptorFile<Vnfd> file, FindingList findings)
    {
        var vnfd = file.Content;
        // What is no list is told by the check against the model.
        if (vnfd.Content.Mapping("k8s-cluster") is { } cluster && cluster.TryGet("nets", out var written) && written.Value is not Reading.YamlSequence)
            return;
        var nets = Ids.Set(vnfd.ClusterNets.Select(net => net.Id));
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cpd in vnfd.ExternalCpds)
        {
            if (cpd.ClusterNet is { } net)
            {
                used.Add(net.Value);
                if (!nets.Contains(net.Value))
                    Dangling(vnfd, cpd, net, nets, findings);
            }
        }

        // A dangling ext-cpd probably means one of the nets that nothing else is on.
        if (!used.IsSubsetOf(nets))
            return;
        foreach (var net in vnfd.ClusterNets)
        {
            if (net.Id is { } id && !used.Contains(id.Value))
            {
                findings.Add(
                    RuleCatalogue.UnusedNet, id.Position, $"no ext-cpd is on the net '{id.Value}', so that no virtual link can reach it",
                    $"add an ext-cpd with 'k8s-cluster-net: {id.Value}', or remove the net: the cluster must offer one more for it");
            }
        }
    }

    private static void Dangling(Vnfd vnfd, ExternalCpd cpd, Located<string> net, HashSet<string> nets, FindingList findings)
    {
        if (vnfd.Content.TryGet("k8s-cluster", out _))
        {
            findings.Add(
                RuleCatalogue.ClusterNet, net.Position,
                $"ext-cpd '{cpd.Id?.Value}' is on the k8s-cluster-net '{net.Value}', which k8s-cluster.nets does not have ({Ids.Listed(nets)})",
                Ids.Cure(net.Value, nets, $"add '- id: {net.Value}' to k8s-cluster.nets, or name a net that is there"));
            return;
        }

        // Real packages do this: OSM then asks for a cluster without nets, and the pods come up.
        findings.Add(
            RuleCatalogue.ClusterNet, net.Position,
            $"ext-cpd '{cpd.Id?.Value}' is on the k8s-cluster-net '{net.Value}', and the VNFD has no k8s-cluster",
            $"add 'k8s-cluster: {{nets: [{{id: {net.Value}}}]}}'", Severity.Warning);
    }
}
