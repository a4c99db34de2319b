using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Ids that repeat, and a df that is absent.</summary>
internal static class VnfdIdsCheck
{
    private const string Cure = "give it an id of its own: OSM refuses the descriptor";

    public static void Run(DescriptorFile<Vnfd> file, FindingList findings)
    {
        var vnfd = file.Content;
        Ids.ReportRepeated(RuleCatalogue.DuplicateId, "ext-cpd", vnfd.ExternalCpds.Select(cpd => cpd.Id), Cure, findings);
        Ids.ReportRepeated(RuleCatalogue.DuplicateId, "kdu", vnfd.Kdus.Select(kdu => kdu.Name), Cure, findings);
        if (!vnfd.HasFlavour)
        {
            findings.Add(
                RuleCatalogue.NoFlavour, vnfd.Position, $"VNFD '{vnfd.Id?.Value}' has no df, without which OSM fails at ns-create",
                "add 'df:' with '- id: default-df'");
        }
    }
}
