using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Addresses that an NSD gives to the ends of a link.</summary>
internal static class EndAddressCheck
{
    public static void Run(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        if (file.Content.Flavour is not { } flavour)
            return;
        var subnets = new Dictionary<string, Subnet>(StringComparer.Ordinal);
        foreach (var profile in flavour.LinkProfiles)
        {
            if (profile is { LinkId: { } link, L3.Cidr: { } cidr } && Subnet.TryParse(cidr.Value) is { } subnet)
                subnets.TryAdd(link.Value, subnet);
        }

        var given = new Dictionary<(string Link, string Address), Located<string>>();
        foreach (var connectivity in flavour.VnfProfiles.SelectMany(profile => profile.Connectivity))
        {
            if (connectivity.LinkId is not { } link)
                continue;
            foreach (var address in connectivity.ConstituentCpds.SelectMany(end => end.Addresses))
            {
                // What is no address at all is told by the check against the model.
                if (ModelValues.ParseAddress(address.Value) is not { } parsed)
                    continue;
                if (subnets.TryGetValue(link.Value, out var subnet) && !subnet.Contains(parsed))
                {
                    findings.Add(
                        RuleCatalogue.EndAddress, address.Position,
                        $"the ip-address {address.Value} is not within {subnet}, the subnet of link '{link.Value}'",
                        "choose an address of the link's own subnet");
                }

                if (!given.TryAdd((link.Value, parsed.ToString()), address))
                {
                    var first = given[(link.Value, parsed.ToString())].Position;
                    findings.Add(
                        RuleCatalogue.EndAddress, address.Position,
                        $"the ip-address {address.Value} is on the link '{link.Value}' again; the first is in line {first.Line}",
                        "give each end an address of its own", related: new RelatedPlace(first, "the first end that has it"));
                }
            }
        }
    }
}
