using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>What ties a VNF's connection points to the NSD's virtual links.</summary>
internal static class ConnectivityCheck
{
    public static void Run(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        var links = file.Content.VirtualLinks.Select(link => link.Id).ToArray();
        foreach (var profile in file.Content.Flavour?.VnfProfiles ?? [])
        {
            var vnfd = profile.VnfdId is { } id ? vnfds.Find(id.Value, file.Package.Path) : null;
            foreach (var connectivity in profile.Connectivity)
            {
                CheckLink(connectivity, links, findings);
                foreach (var end in connectivity.ConstituentCpds)
                {
                    CheckBaseElement(profile, end, findings);
                    CheckCpd(vnfd, end, findings);
                }
            }
        }
    }

    private static void CheckLink(LinkConnectivity connectivity, Located<string>?[] links, FindingList findings)
    {
        if (connectivity.LinkId is not { } link || Ids.Has(links, link.Value))
            return;
        findings.Add(
            RuleCatalogue.ConnectivityLink, link.Position,
            $"virtual-link-profile-id '{link.Value}' is the id of no virtual-link-desc ({Ids.Listed(links)}), and OSM fails at ns-create",
            "write the id of a virtual-link-desc: OSM takes it as that, not as the id of a virtual-link-profile");
    }

    private static void CheckBaseElement(VnfProfile profile, ConstituentCpd end, FindingList findings)
    {
        if (end.BaseElementId is not { } element || profile.Id is not { } id || element.Value == id.Value)
            return;
        findings.Add(
            RuleCatalogue.BaseElement, element.Position,
            $"constituent-base-element-id is '{element.Value}' within vnf-profile '{id.Value}': the VNF is then not on the link",
            $"write '{id.Value}'");
    }

    private static void CheckCpd(Vnfd? vnfd, ConstituentCpd end, FindingList findings)
    {
        if (vnfd is null || end.CpdId is not { } cpd)
            return;
        var cpds = vnfd.ExternalCpds.Select(known => known.Id).ToArray();
        if (Ids.Has(cpds, cpd.Value))
            return;
        findings.Add(
            RuleCatalogue.ConstituentCpd, cpd.Position,
            $"constituent-cpd-id '{cpd.Value}' is no ext-cpd of VNFD '{vnfd.Id?.Value}' ({Ids.Listed(cpds)})",
            $"name an ext-cpd of '{vnfd.Id?.Value}', or add it in {vnfd.Position.File}");
    }
}
