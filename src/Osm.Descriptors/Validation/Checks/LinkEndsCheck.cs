using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Virtual links that join nothing, that RO does not make, or that leave nothing for a name.</summary>
internal static class LinkEndsCheck
{
    public static void Run(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        var nsd = file.Content;
        var ends = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var connectivity in (nsd.Flavour?.VnfProfiles ?? []).SelectMany(profile => profile.Connectivity))
        {
            if (connectivity.LinkId is { } link)
                ends[link.Value] = ends.GetValueOrDefault(link.Value) + connectivity.ConstituentCpds.Length;
        }

        foreach (var point in nsd.Content.Items("sapd"))
        {
            if (point.Text("virtual-link-desc") is { } link)
                ends[link.Value] = ends.GetValueOrDefault(link.Value) + 1;
        }

        // A connectivity of no link probably means one that lacks ends.
        var areAllKnown = Ids.Set(nsd.VirtualLinks.Select(link => link.Id)).IsSupersetOf(ends.Keys);
        foreach (var link in nsd.VirtualLinks)
        {
            if (link.Id is { } id)
                Check(link, id, areAllKnown ? ends.GetValueOrDefault(id.Value) : int.MaxValue, findings);
        }
    }

    private static void Check(VirtualLink link, Located<string> id, int ends, FindingList findings)
    {
        if (link.VimNetworkName is { } network)
        {
            findings.Add(
                RuleCatalogue.ExistingNetwork, network.Position,
                $"for the link '{id.Value}' OSM looks for a network '{network.Value}' in the VIM and makes none",
                "make sure that it is there, or remove 'vim-network-name'");
        }
        else if (!id.Value.Any(char.IsAsciiLetterOrDigit))
        {
            findings.Add(
                RuleCatalogue.NamelessLink, id.Position,
                $"of the id '{id.Value}' nothing is left in the network's name in the cluster, which then is the NS's name alone",
                "give it an id with a letter a-z or a digit");
        }

        // A management link is the cluster's own network, which is there without ends.
        if (ends >= 2 || link.IsManagement)
            return;
        findings.Add(
            RuleCatalogue.LinkEnds, id.Position,
            ends == 0 ? $"no connection point is on the virtual link '{id.Value}'" : $"only one connection point is on the virtual link '{id.Value}'",
            ends == 0 ? "name it in a vnf-profile's virtual-link-connectivity, or remove it" : "add the other end, or remove the link");
    }
}
