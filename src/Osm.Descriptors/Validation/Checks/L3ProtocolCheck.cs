using System.Globalization;
using System.Net;
using System.Net.Sockets;
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
            var subnet = l3.Cidr is { } cidr ? CheckCidr(cidr, l3, findings) : null;
            if (l3.GatewayIp is { } gateway)
                CheckGateway(gateway, subnet, findings);
        }
    }

    private static Subnet? CheckCidr(Located<string> cidr, L3Protocol l3, FindingList findings)
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
                $"write {subnet.Network}/{subnet.PrefixLength}", Severity.Warning);
        }

        var isV6 = subnet.Address.AddressFamily == AddressFamily.InterNetworkV6;
        // As LCM does: anything that is not told to be v6 is IPv4.
        var wantsV6 = l3.IpVersion is { } version && version.Value.Contains("v6", StringComparison.Ordinal);
        if (isV6 != wantsV6)
        {
            findings.Add(
                RuleCatalogue.Cidr, cidr.Position,
                $"'{cidr.Value}' is IPv{(isV6 ? 6 : 4)}, but the link's ip-version is {l3.IpVersion?.Value ?? "ipv4, as none is given"}",
                $"write 'ip-version: ipv{(isV6 ? 6 : 4)}', or a cidr of the other kind");
        }

        return subnet;
    }

    private static void CheckGateway(Located<string> gateway, Subnet? subnet, FindingList findings)
    {
        if (Subnet.TryParseAddress(gateway.Value) is not { } address)
        {
            findings.Add(
                RuleCatalogue.Gateway, gateway.Position, $"the gateway-ip '{gateway.Value}' is not an IP address",
                "write one address, without a prefix length");
        }
        else if (subnet is { } within && !within.Contains(address))
        {
            findings.Add(
                RuleCatalogue.Gateway, gateway.Position, $"the gateway-ip {gateway.Value} is not within {within.Network}/{within.PrefixLength}",
                "choose an address of the link's own subnet");
        }
    }

    private sealed record Subnet(IPAddress Address, int PrefixLength)
    {
        public IPAddress Network { get; } = Mask(Address, PrefixLength);

        public static Subnet? TryParse(string text)
        {
            var slash = text.IndexOf('/');
            if (slash < 0 || TryParseAddress(text[..slash]) is not { } address
                || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, null, out var prefix)
                || prefix > address.GetAddressBytes().Length * 8)
            {
                return null;
            }

            return new Subnet(address, prefix);
        }

        // The framework also reads '10.1', '0x0a000001' and '010.0.0.1' in ways that nobody means.
        public static IPAddress? TryParseAddress(string text) =>
            IPAddress.TryParse(text, out var address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 ? !text.Contains('%') && !text.Contains('[') : address.ToString() == text)
                ? address
                : null;

        public bool Contains(IPAddress address) =>
            address.AddressFamily == Address.AddressFamily && Mask(address, PrefixLength).Equals(Network);

        private static IPAddress Mask(IPAddress address, int prefix)
        {
            var bytes = address.GetAddressBytes();
            for (var bit = prefix; bit < bytes.Length * 8; bit++)
                bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
            return new IPAddress(bytes);
        }
    }
}
