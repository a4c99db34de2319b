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
                RuleCatalogue.NothingToDeploy, vnfd.Position,
                $"VNFD '{vnfd.Id?.Value}' has neither a kdu nor a vdu: there is nothing to deploy",
                "add 'kdu:' with a name and a helm-chart");
        }
    }

    public static void RunNsd(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        var nsd = file.Content;
        if (nsd.Name is null)
        {
            findings.Add(
                RuleCatalogue.NsdName, nsd.Position,
                $"NSD '{nsd.Id?.Value}' has no name: OSM takes the package and fails at ns-create with the word 'name'",
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

    /// <summary>The flavours that an NSD names of its links and of other descriptors' VNFs.</summary>
    public static void RunReferences(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        var content = file.Content.Content;
        var ofLinks = content.Items("virtual-link-desc").ToLookup(link => link.Text("id")?.Value, StringComparer.Ordinal);
        foreach (var df in content.Items("df").Take(1))
        {
            foreach (var profile in df.Items("virtual-link-profile"))
                Expect(profile, ofLinks[profile.Text("virtual-link-desc-id")?.Value].FirstOrDefault(), "link", findings);
            foreach (var profile in df.Items("vnf-profile"))
                Expect(profile, profile.Text("vnfd-id") is { } id ? vnfds.Find(id.Value, file.Package.Path)?.Content : null, "VNFD", findings);
        }
    }

    // Where nothing defines flavours, as OSM needs none of links, the name is free.
    private static void Expect(YamlMapping profile, YamlMapping? owner, string what, FindingList findings)
    {
        if (profile.Text("flavour-id") is not { } flavour || owner is null)
            return;
        var known = Ids.Set(owner.List("df", df => df.Text("id")));
        if (known.Count == 0 || known.Contains(flavour.Value))
            return;
        findings.Add(
            RuleCatalogue.Dangling, flavour.Position,
            $"'flavour-id' is '{flavour.Value}', which is the id of no df of the {what} '{owner.Text("id")?.Value}'",
            Ids.Cure(flavour.Value, known, $"name one that is there ({Ids.Listed(known)})"));
    }

    // An empty df is pointed at; one that is not there is absent from the descriptor as a whole.
    private static SourcePosition Place(Descriptor descriptor) =>
        descriptor.Content.TryGet("df", out var empty) ? empty.Key.Position : descriptor.Position;
}
