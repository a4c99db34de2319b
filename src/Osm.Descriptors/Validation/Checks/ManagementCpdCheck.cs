using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>mgmt-cp: NBI checks it only where there is a VDU.</summary>
internal static class ManagementCpdCheck
{
    public static void Run(DescriptorFile<Vnfd> file, FindingList findings)
    {
        var vnfd = file.Content;
        var hasVdu = !vnfd.Content.Items("vdu").IsEmpty;
        if (vnfd.ManagementCpd is not { } management)
        {
            if (hasVdu)
            {
                findings.Add(
                    RuleCatalogue.VduManagement, vnfd.Position, $"VNFD '{vnfd.Id?.Value}' has a VDU and no mgmt-cp, and OSM refuses that",
                    "add 'mgmt-cp: <ext-cpd>', the connection point over which OSM configures the VNF");
            }

            return;
        }

        var cpds = Ids.Set(vnfd.ExternalCpds.Select(cpd => cpd.Id));
        if (cpds.Contains(management.Value))
            return;

        if (!hasVdu && vnfd.ExternalCpds.Where(cpd => cpd.ClusterNet?.Value == management.Value).ToArray() is { Length: > 0 } behind
            && behind[0].Id is { } first)
        {
            // Real packages do this, and OSM does not mind while there is no VDU.
            findings.Add(
                RuleCatalogue.ManagementCpd, management.Position,
                $"mgmt-cp names the net '{management.Value}' and not the ext-cpd that is on it", $"write 'mgmt-cp: {first.Value}'",
                Severity.Warning,
                behind.Length == 1 ? Fix.Replace(file.Package.Descriptor!, management, first.Value, $"write '{first.Value}'") : null);
            return;
        }

        findings.Add(
            hasVdu ? RuleCatalogue.VduManagement : RuleCatalogue.ManagementCpd, management.Position,
            $"mgmt-cp is '{management.Value}', which is no ext-cpd ({Ids.Listed(cpds)})",
            Ids.Cure(management.Value, cpds, "name the ext-cpd over which OSM configures the VNF"));
    }
}
