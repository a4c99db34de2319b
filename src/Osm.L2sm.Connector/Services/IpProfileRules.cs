using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Osm.L2sm.Connector.Services;

/// <summary>What an <see cref="IpProfile"/> must hold. All faults are told at once.</summary>
internal static class IpProfileRules
{
    private static readonly char[] DnsSeparators = [';', ','];
    private static readonly string[] Ipv6Modes = ["slaac", "dhcpv6-stateful", "dhcpv6-stateless"];

    public static IEnumerable<Violation> Check(IpProfile profile)
    {
        var found = ImmutableArray.CreateBuilder<Violation>();
        void Wrong(string key, string description) => found.Add(new Violation($"ip_profile.{key}", description));

        var family = profile.IpVersion switch
        {
            "IPv4" => AddressFamily.InterNetwork,
            "IPv6" => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unspecified,
        };
        if (profile.IpVersion is { } version && family == AddressFamily.Unspecified)
            Wrong("ip_version", $"'{version}' is neither IPv4 nor IPv6");

        Subnet? subnet = null;
        if (profile.SubnetAddress is { } cidr)
        {
            if (!Subnet.TryParse(cidr, out subnet)) Wrong("subnet_address", $"'{cidr}' is no CIDR such as 10.0.1.0/24 or 2001:db8:1::/64");
            else if (family == AddressFamily.Unspecified) family = subnet.Family;
            else if (family != subnet.Family)
            {
                Wrong("subnet_address", $"'{cidr}' is not of {profile.IpVersion}: give the descriptor's ip-version the version of its cidr");
                family = subnet.Family;
            }
        }

        CheckHost("gateway_address", profile.GatewayAddress);
        var start = CheckHost("dhcp_start_address", profile.DhcpStartAddress);

        if (profile.DhcpCount is < 0) Wrong("dhcp_count", $"{profile.DhcpCount} is negative");
        else if (profile.DhcpCount is { } count && subnet is not null)
        {
            var first = start is null ? subnet.FirstHost : Subnet.Number(start);
            var last = subnet.LastHost;
            if (count > 0 && (UInt128)(count - 1) > last - first)
                Wrong("dhcp_count", $"{count} addresses from {start?.ToString() ?? "the first host"} on do not fit into {profile.SubnetAddress}");
        }

        if (profile.DnsAddress is { } dns)
            foreach (var server in dns.Split(DnsSeparators, StringSplitOptions.TrimEntries))
                if (!Subnet.TryParseAddress(server, out _)) Wrong("dns_address", $"'{server}' is no IP address; several are separated by ';' or ','");

        if (profile.Ipv6AddressMode is { } mode)
        {
            if (!Ipv6Modes.Contains(mode, StringComparer.Ordinal)) Wrong("ipv6_address_mode", $"'{mode}' is none of {string.Join(", ", Ipv6Modes)}");
            else if (family == AddressFamily.InterNetwork) Wrong("ipv6_address_mode", $"'{mode}' is for IPv6, and this profile is of IPv4");
        }
        return found.DrainToImmutable();

        // Returns the address where it may be counted from.
        IPAddress? CheckHost(string key, string? text)
        {
            if (text is null) return null;
            if (!Subnet.TryParseAddress(text, out var address)) Wrong(key, $"'{text}' is no IP address");
            else if (subnet is not null && !subnet.HasHost(address)) Wrong(key, $"'{text}' is no host address of {profile.SubnetAddress}");
            else if (subnet is null && family != AddressFamily.Unspecified && address.AddressFamily != family) Wrong(key, $"'{text}' is not of {profile.IpVersion}");
            else return address;
            return null;
        }
    }
}
