using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>The VNFs of an NSD and the VNFDs that it names.</summary>
internal static class VnfProfileCheck
{
    public static void Run(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        var nsd = file.Content;
        var declared = Ids.Set(nsd.VnfdIds.Select(id => (Located<string>?)id));
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var profile in nsd.Flavour?.VnfProfiles ?? [])
        {
            if (profile.VnfdId is { } id)
            {
                used.Add(id.Value);
                if (!declared.Contains(id.Value))
                    Undeclared(profile, id, declared, findings);
            }
            else
            {
                findings.Add(
                    RuleCatalogue.ProfileWithoutVnfd, profile.Position,
                    $"vnf-profile '{profile.Id?.Value}' has no vnfd-id, and OSM refuses that",
                    "add 'vnfd-id: ...', one of the NSD's vnfd-id list");
            }

            if (profile.Connectivity.All(connectivity => connectivity.ConstituentCpds.IsEmpty))
            {
                findings.Add(
                    RuleCatalogue.UnlinkedVnf, profile.Position, $"vnf-profile '{profile.Id?.Value}' is on no virtual link",
                    "add 'virtual-link-connectivity:', with its mgmt-cp on the management link at least");
            }
        }

        foreach (var id in nsd.VnfdIds)
        {
            if (vnfds.Find(id.Value, file.Package.Path) is null)
            {
                findings.Add(
                    RuleCatalogue.VnfdNotGiven, id.Position,
                    $"VNFD '{id.Value}' is not among the inputs: what the NSD says of its connection points was not checked",
                    "give its package too, or name it by --with");
            }

            // Without a df no profile can use it, and that is told.
            if (nsd.Flavour is not null && !used.Contains(id.Value))
            {
                findings.Add(
                    RuleCatalogue.UnusedVnfd, id.Position, $"no vnf-profile uses the VNFD '{id.Value}'",
                    "remove it, or add its vnf-profile: OSM asks for its package all the same");
            }
        }
    }

    private static void Undeclared(VnfProfile profile, Located<string> id, HashSet<string> declared, FindingList findings) =>
        findings.Add(
            RuleCatalogue.ProfileVnfd, id.Position,
            $"vnf-profile '{profile.Id?.Value}' uses the VNFD '{id.Value}', which the NSD's vnfd-id list does not have ({Ids.Listed(declared)})",
            Ids.Cure(id.Value, declared, $"add '- {id.Value}' to vnfd-id"));
}
