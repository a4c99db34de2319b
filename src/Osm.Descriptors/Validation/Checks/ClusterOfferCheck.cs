using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>The nets of a VNFD against those of the cluster, where it is known how many that has: OSM counts them and does not compare names.</summary>
internal static class ClusterOfferCheck
{
    public static void Run(DescriptorFile<Vnfd> file, int offered, FindingList findings)
    {
        // As OSM's model does, which merges nets of one id.
        var nets = Ids.Set(file.Content.ClusterNets.Select(net => net.Id));
        if (nets.Count <= offered)
            return;
        findings.Add(
            RuleCatalogue.ClusterOffer, file.Content.ClusterNets[^1].Position,
            $"VNFD '{file.Content.Id?.Value}' asks for {nets.Count} nets, and the cluster offers {offered}: OSM finds no cluster for it",
            "register the cluster with more, 'osm k8scluster-add ... --k8s-nets', or ask for fewer");
    }
}
