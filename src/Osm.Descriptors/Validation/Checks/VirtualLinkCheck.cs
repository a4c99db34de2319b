using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>The NSD's virtual links and their profiles.</summary>
internal static class VirtualLinkCheck
{
    public static void Run(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        var nsd = file.Content;
        if (nsd.VirtualLinks.IsEmpty)
        {
            findings.Add(
                RuleCatalogue.NoVirtualLink, nsd.Position,
                $"NSD '{nsd.Id?.Value}' has no virtual-link-desc: OSM's LCM fails on such an NS while its pods run",
                "add at least a management link: 'virtual-link-desc:' with '- id: mgmt' and 'mgmt-network: true'");
        }

        var links = new Dictionary<string, VirtualLink>(StringComparer.Ordinal);
        foreach (var link in nsd.VirtualLinks)
        {
            if (link.Id is { } id)
                links.TryAdd(id.Value, link);
        }

        foreach (var profile in nsd.Flavour?.LinkProfiles ?? [])
        {
            if (profile.LinkId is not { } linkId)
                continue;
            if (!links.TryGetValue(linkId.Value, out var link))
            {
                findings.Add(
                    RuleCatalogue.ProfileLink, linkId.Position,
                    $"virtual-link-profile '{profile.Id?.Value}' is for the virtual-link-desc '{linkId.Value}', which the NSD does not have ({Ids.Listed(links.Keys)})",
                    Ids.Cure(linkId.Value, links.Keys, "name one that is there: OSM silently ignores the profile, its cidr included"));
            }
            else if (link.IsManagement && profile.ProtocolData is { } place)
            {
                findings.Add(
                    RuleCatalogue.ManagementProfile, place,
                    $"the management link '{linkId.Value}' has virtual-link-protocol-data in its profile, and OSM refuses that",
                    "remove it: addresses on a management network are the cluster's business");
            }
        }
    }
}
