using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>The df of a descriptor, and what else OSM takes for granted at the top of it.</summary>
internal static class FlavourCheck
{
    public static void RunVnfd(DescriptorFile<Vnfd> file, FindingList findings)
    {
        var vnfd = file.Content;
        if (!vnfd.HasFlavour)
        {
            findings.Add(
                RuleCatalogue.NoFlavour, Place(vnfd), $"VNFD '{vnfd.Id?.Value}' has no df, without which OSM fails at ns-create",
                "add 'df:' with '- id: default-df'");
        }

        if (vnfd.Kdus.IsEmpty && vnfd.Content.Items("vdu").IsEmpty)
        {
            findings.Add(
                RuleCatalogue.NothingToDeploy, vnfd.Position, $"VNFD '{vnfd.Id?.Value}' has neither a kdu nor a vdu: there is nothing to deploy",
                "add 'kdu:' with a name and a helm-chart");
        }
    }

    public static void RunNsd(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        var nsd = file.Content;
        if (nsd.Name is null)
        {
            findings.Add(
                RuleCatalogue.NsdName, nsd.Position, $"NSD '{nsd.Id?.Value}' has no name: OSM takes the package and fails at ns-create with the word 'name'",
                "add 'name: ...'");
        }

        if (nsd.Flavour is null)
        {
            findings.Add(
                RuleCatalogue.NoFlavour, Place(nsd), $"NSD '{nsd.Id?.Value}' has no df, so that it has no VNF",
                "add 'df:' with '- id: default-df' and its vnf-profile list");
        }

        foreach (var second in nsd.Content.Items("df").Skip(1))
        {
            findings.Add(
                RuleCatalogue.SecondFlavour, second.Position, "a second df begins here, and OSM honours the first only",
                "join the two, or make another NSD of the second");
        }
    }

    // An empty df is pointed at; one that is not there is absent from the descriptor as a whole.
    private static SourcePosition Place(Descriptor descriptor) =>
        descriptor.Content.TryGet("df", out var empty) ? empty.Key.Position : descriptor.Position;
}
