using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>What ties a VNF's connection points to the NSD's virtual links.</summary>
internal static class ConnectivityCheck
{
    public static void Run(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        var links = Ids.Set(file.Content.VirtualLinks.Select(link => link.Id));
        foreach (var profile in file.Content.Flavour?.VnfProfiles ?? [])
        {
            var vnfd = profile.VnfdId is { } id ? vnfds.Find(id.Value, file.Package.Path) : null;
            var cpds = vnfd is null ? null : Ids.Set(vnfd.ExternalCpds.Select(cpd => cpd.Id));
            foreach (var connectivity in profile.Connectivity)
            {
                CheckLink(connectivity, links, findings);
                foreach (var end in connectivity.ConstituentCpds)
                {
                    CheckBaseElement(file, profile, end, findings);
                    if (cpds is not null && end.CpdId is { } cpd && !cpds.Contains(cpd.Value))
                        UnknownCpd(vnfd!, cpd, cpds, findings);
                }
            }
        }
    }

    private static void CheckLink(LinkConnectivity connectivity, HashSet<string> links, FindingList findings)
    {
        if (connectivity.LinkId is not { } link || links.Contains(link.Value))
            return;
        findings.Add(
            RuleCatalogue.ConnectivityLink, link.Position,
            $"virtual-link-profile-id '{link.Value}' is the id of no virtual-link-desc ({Ids.Listed(links)}), and OSM fails at ns-create",
            Ids.Cure(link.Value, links, "write the id of a virtual-link-desc: OSM takes it as that, not as the id of a virtual-link-profile"));
    }

    private static void CheckBaseElement(DescriptorFile<Nsd> file, VnfProfile profile, ConstituentCpd end, FindingList findings)
    {
        if (end.BaseElementId is not { } element || profile.Id is not { } id || element.Value == id.Value)
            return;
        findings.Add(
            RuleCatalogue.BaseElement, element.Position,
            $"constituent-base-element-id is '{element.Value}' within vnf-profile '{id.Value}': the VNF is then not on the link",
            $"write '{id.Value}'",
            // It stands within the profile that it must name.
            fix: Fix.Replace(file.Package.Descriptor!, element, id.Value, $"write '{id.Value}'"));
    }

    private static void UnknownCpd(Vnfd vnfd, Located<string> cpd, HashSet<string> cpds, FindingList findings) =>
        findings.Add(
            RuleCatalogue.ConstituentCpd, cpd.Position,
            $"constituent-cpd-id '{cpd.Value}' is no ext-cpd of VNFD '{vnfd.Id?.Value}' ({Ids.Listed(cpds)})",
            Ids.Cure(cpd.Value, cpds, $"name an ext-cpd of '{vnfd.Id?.Value}', or add it in {vnfd.Position.File}"),
            related: new RelatedPlace(vnfd.Position, $"VNFD '{vnfd.Id?.Value}'"));
}
