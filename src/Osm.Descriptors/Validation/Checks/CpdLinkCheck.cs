using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Each connection point of a KNF in an NS: on one link, of the right kind, and under a name that the charts know.</summary>
internal static class CpdLinkCheck
{
    public static void Run(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        var nsd = file.Content;
        var links = new Dictionary<string, VirtualLink>(StringComparer.Ordinal);
        foreach (var link in nsd.VirtualLinks)
        {
            if (link.Id is { } id)
                links.TryAdd(id.Value, link);
        }

        var known = new Dictionary<Vnfd, ILookup<string?, ExternalCpd>>(ReferenceEqualityComparer.Instance);
        foreach (var profile in nsd.Flavour?.VnfProfiles ?? [])
        {
            if (profile.VnfdId is not { } id || vnfds.Find(id.Value, file.Package.Path) is not { } vnfd)
                continue;
            if (!known.TryGetValue(vnfd, out var cpds))
                known.Add(vnfd, cpds = vnfd.ExternalCpds.ToLookup(cpd => cpd.Id?.Value, StringComparer.Ordinal));
            Check(profile, vnfd, cpds, links, findings);
        }
    }

    private static void Check(
        VnfProfile profile, Vnfd vnfd, ILookup<string?, ExternalCpd> cpds, Dictionary<string, VirtualLink> links, FindingList findings)
    {
        var onLinks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var connectivity in profile.Connectivity)
        {
            if (connectivity.LinkId is not { } linkId)
                continue;
            foreach (var end in connectivity.ConstituentCpds)
            {
                if (end.CpdId is not { } cpdId)
                    continue;
                if (!onLinks.TryAdd(cpdId.Value, linkId.Value) && onLinks[cpdId.Value] != linkId.Value)
                {
                    findings.Add(
                        RuleCatalogue.CpdOnTwoLinks, cpdId.Position,
                        $"the connection point '{cpdId.Value}' of '{profile.Id?.Value}' is on the link '{linkId.Value}' and on '{onLinks[cpdId.Value]}'",
                        "give the VNFD one ext-cpd, on a net of its own, for each link");
                }
                else if (cpds[cpdId.Value].FirstOrDefault() is { } cpd && links.TryGetValue(linkId.Value, out var link))
                    CheckEnd(vnfd, cpd, cpdId, link, linkId, findings);
            }
        }

        // A dangling name probably means the connection point that is left over.
        if (profile.Id is { } member && onLinks.Count > 0 && onLinks.Keys.All(cpds.Contains) && onLinks.Values.All(links.ContainsKey))
            CheckUnlinked(vnfd, member, onLinks, findings);
    }

    private static void CheckEnd(
        Vnfd vnfd, ExternalCpd cpd, Located<string> cpdId, VirtualLink link, Located<string> linkId, FindingList findings)
    {
        // A mgmt-cp of nothing is told in its VNFD.
        if (vnfd.ManagementCpd is { } management
            && vnfd.ExternalCpds.Any(known => known.Id?.Value == management.Value || known.ClusterNet?.Value == management.Value))
        {
            var isManagement = management.Value == cpdId.Value || (cpd.ClusterNet is { } behind && behind.Value == management.Value);
            if (isManagement && !link.IsManagement)
            {
                findings.Add(
                    RuleCatalogue.ManagementLink, cpdId.Position,
                    $"'{cpdId.Value}' is the mgmt-cp of '{vnfd.Id?.Value}', and the link '{linkId.Value}' is no management link",
                    $"write 'mgmt-network: true' at the link, or let mgmt-cp be another ext-cpd: OSM configures CNFs over the cluster's own network");
                return;
            }

            if (!isManagement && link.IsManagement && cpd.ClusterNet is not null)
            {
                findings.Add(
                    RuleCatalogue.ManagementLink, cpdId.Position,
                    $"'{cpdId.Value}' of '{vnfd.Id?.Value}' is not its mgmt-cp, and the link '{linkId.Value}' is for management: pods are not attached to it",
                    "put it on a link of its own", Severity.Note);
                return;
            }
        }

        if (cpd.ClusterNet is { } net && !link.IsManagement && net.Value != linkId.Value
            && vnfd.ClusterNets.Any(known => known.Id?.Value == net.Value))
        {
            findings.Add(
                RuleCatalogue.NetAndLinkNames, linkId.Position,
                $"the link '{linkId.Value}' meets '{vnfd.Id?.Value}' at its net '{net.Value}': the charts have to be told",
                $"call the net '{linkId.Value}' too, or give 'osm ns-create --config' what 'osm-l2sm params' prints");
        }
    }

    private static void CheckUnlinked(Vnfd vnfd, Located<string> member, Dictionary<string, string> onLinks, FindingList findings)
    {
        foreach (var cpd in vnfd.ExternalCpds)
        {
            if (cpd.Id is { } id && cpd.ClusterNet is not null && !onLinks.ContainsKey(id.Value))
            {
                findings.Add(
                    RuleCatalogue.UnlinkedCpd, member.Position,
                    $"the connection point '{id.Value}' of '{member.Value}' is on no virtual link: its pods are not attached there",
                    "add it to the virtual-link-connectivity of a link",
                    related: new RelatedPlace(id.Position, $"the ext-cpd '{id.Value}'"));
            }
        }
    }
}
