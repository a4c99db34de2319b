using System.Net;
using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Addresses of a virtual link. OSM takes any text for a cidr and passes it to the VIM.</summary>
internal static class L3ProtocolCheck
{
    public static void Run(DescriptorFile<Nsd> file, VnfdCatalogue vnfds, FindingList findings)
    {
        foreach (var profile in file.Content.Flavour?.LinkProfiles ?? [])
        {
            if (profile.L3 is not { } l3)
                continue;
            var subnet = l3.Cidr is { } cidr ? CheckCidr(file, cidr, l3, findings) : null;
            // What is no address at all is told by the check against the model.
            if (l3.GatewayIp is { } gateway && ModelValues.ParseAddress(gateway.Value) is { } address)
                CheckGateway(gateway, address, subnet, findings);
            if (l3.DhcpEnabled is null && l3.Cidr is not null && !l3.HasDhcpKey)
            {
                findings.Add(
                    RuleCatalogue.DhcpDefault, l3.Position,
                    $"virtual-link-profile '{profile.Id?.Value}' has no 'dhcp-enabled': the model takes that as true, OSM as false",
                    "write 'dhcp-enabled: false' or 'dhcp-enabled: true'",
                    // What OSM does with it today stays.
                    fix: Fix.Insert(file.Package.Descriptor!, l3.Content, "cidr", "dhcp-enabled", "false", "write dhcp-enabled: false, as OSM takes it"));
            }
        }
    }

    private static Subnet? CheckCidr(DescriptorFile<Nsd> file, Located<string> cidr, L3Protocol l3, FindingList findings)
    {
        if (Subnet.TryParse(cidr.Value) is not { } subnet)
        {
            findings.Add(
                RuleCatalogue.Cidr, cidr.Position, $"'{cidr.Value}' is not a CIDR",
                "write a network address and its prefix length, such as 10.10.1.0/24");
            return null;
        }

        if (!subnet.Address.Equals(subnet.Network))
        {
            findings.Add(
                RuleCatalogue.Cidr, cidr.Position, $"'{cidr.Value}' has bits set beyond its prefix of {subnet.PrefixLength}",
                $"write {subnet}", Severity.Warning, Fix.Replace(file.Package.Descriptor!, cidr, subnet.ToString(), $"write {subnet}"));
        }

        if (subnet.HasNoRoom)
        {
            findings.Add(
                RuleCatalogue.Cidr, cidr.Position, $"'{cidr.Value}' has no room for two hosts", "write a shorter prefix", Severity.Warning);
        }

        // As LCM does: anything that is not told to be v6 is IPv4.
        var wantsV6 = l3.IpVersion is { } version && version.Value.Contains("v6", StringComparison.Ordinal);
        if (subnet.IsV6 != wantsV6)
        {
            var written = subnet.IsV6 ? 6 : 4;
            findings.Add(
                RuleCatalogue.Cidr, cidr.Position,
                $"'{cidr.Value}' is IPv{written}, but the link's ip-version is {l3.IpVersion?.Value ?? "ipv4, as none is given"}",
                $"write 'ip-version: ipv{written}', or a cidr of the other kind");
        }

        return subnet;
    }

    private static void CheckGateway(Located<string> gateway, IPAddress address, Subnet? subnet, FindingList findings)
    {
        if (subnet is null)
            return;
        if (!subnet.Contains(address))
        {
            findings.Add(
                RuleCatalogue.Gateway, gateway.Position, $"the gateway-ip {gateway.Value} is not within {subnet}",
                "choose an address of the link's own subnet");
        }
        else if (!subnet.HasNoBroadcast && (address.Equals(subnet.Network) || address.Equals(subnet.Last)))
        {
            findings.Add(
                RuleCatalogue.Gateway, gateway.Position,
                $"the gateway-ip {gateway.Value} is the {(address.Equals(subnet.Network) ? "network's own" : "broadcast")} address of {subnet}",
                "choose an address between the two");
        }
    }
}
