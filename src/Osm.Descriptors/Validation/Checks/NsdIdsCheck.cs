using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Ids that repeat, and a df that is absent.</summary>
internal static class NsdIdsCheck
{
    private const string Cure = "give it an id of its own: OSM refuses the descriptor";

    public static void Run(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        var nsd = file.Content;
        Ids.ReportRepeated(RuleCatalogue.DuplicateId, "virtual-link-desc", nsd.VirtualLinks.Select(link => link.Id), Cure, findings);
        if (nsd.Flavour is not { } flavour)
        {
            findings.Add(
                RuleCatalogue.NoFlavour, nsd.Position, $"NSD '{nsd.Id?.Value}' has no df, so that it has no VNF",
                "add 'df:' with '- id: default-df' and its vnf-profile list");
            return;
        }

        Ids.ReportRepeated(RuleCatalogue.DuplicateId, "vnf-profile", flavour.VnfProfiles.Select(profile => profile.Id), Cure, findings);
        Ids.ReportRepeated(
            RuleCatalogue.DuplicateId, "virtual-link-profile", flavour.LinkProfiles.Select(profile => profile.Id), Cure, findings);
    }
}
