using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>mgmt-cp: NBI checks it only where there is a VDU.</summary>
internal static class ManagementCpdCheck
{
    public static void Run(DescriptorFile<Vnfd> vnfd, FindingList findings)
    {
        var cpds = vnfd.Content.ExternalCpds.Select(cpd => cpd.Id).ToArray();
        if (vnfd.Content.ManagementCpd is not { } management || Ids.Has(cpds, management.Value))
            return;

        var behind = vnfd.Content.ExternalCpds.FirstOrDefault(cpd => cpd.ClusterNet?.Value == management.Value);
        if (behind?.Id is { } cpd)
        {
            // Real packages do this, and OSM does not mind while there is no VDU.
            findings.Add(
                RuleCatalogue.ManagementCpd, management.Position,
                $"mgmt-cp names the net '{management.Value}' and not the ext-cpd that is on it", $"write 'mgmt-cp: {cpd.Value}'",
                Severity.Warning);
            return;
        }

        findings.Add(
            RuleCatalogue.ManagementCpd, management.Position,
            $"mgmt-cp is '{management.Value}', which is no ext-cpd ({Ids.Listed(cpds)})", "name the ext-cpd over which OSM configures the VNF");
    }
}
