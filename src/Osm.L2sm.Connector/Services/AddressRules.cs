using System.Net;
using System.Net.Sockets;
using L2sm.OpenFlow;

namespace Osm.L2sm.Connector.Services;

/// <summary>Reads lists of addresses; what is wrong with them is added to the violations.</summary>
internal static class AddressRules
{
    /// <summary>Most addresses of each kind of one port.</summary>
    public const int MaxAddresses = 256;

    /// <summary>Unicast addresses, each once, sorted.</summary>
    public static EquatableArray<MacAddress> Macs(string field, IReadOnlyList<string> texts, ICollection<Violation> violations) =>
        Read<MacAddress>(field, texts, violations, MacFault);

    /// <summary>IPv4 and IPv6 addresses in their shortest form, each once, sorted.</summary>
    public static EquatableArray<string> Ips(string field, IReadOnlyList<string> texts, ICollection<Violation> violations) =>
        Read<string>(field, texts, violations, IpFault, StringComparer.Ordinal);

    private delegate string? Fault<T>(string text, SortedSet<T> seen);

    private static EquatableArray<T> Read<T>(
        string field, IReadOnlyList<string> texts, ICollection<Violation> violations, Fault<T> faultOf, IComparer<T>? order = null) where T : IEquatable<T>
    {
        var addresses = new SortedSet<T>(order);
        if (texts.Count > MaxAddresses)
            violations.Add(new Violation(field, $"has {texts.Count} entries; {MaxAddresses} are allowed"));
        else
            for (var i = 0; i < texts.Count; i++)
                if (faultOf(texts[i], addresses) is { } fault) violations.Add(new Violation($"{field}[{i}]", fault));
        return addresses.ToEquatableArray();
    }

    private static string? MacFault(string text, SortedSet<MacAddress> seen)
    {
        if (!MacAddress.TryParse(text, out var address)) return $"'{Shorten(text)}' is no MAC address: six octets, as in 02:00:00:00:00:0a";
        if (address.IsMulticast) return $"'{text}' is a group address: no single port owns it";
        if (address.Value == 0) return $"'{text}' is nobody's address";
        return seen.Add(address) ? null : $"'{text}' is given twice";
    }

    private static string? IpFault(string text, SortedSet<string> seen)
    {
        if (!Subnet.TryParseAddress(text, out var address) || address.IsIPv4MappedToIPv6)
            return $"'{Shorten(text)}' is no IP address, as in 10.0.0.7 or fd00::7, without a prefix length";
        if (!IsHost(address)) return $"'{text}' is no address that a host sends from";
        return seen.Add(address.ToString()) ? null : $"'{text}' is given twice";
    }

    private static bool IsHost(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? address.GetAddressBytes()[0] is > 0 and < 224
        : !address.IsIPv6Multicast && !address.Equals(IPAddress.IPv6Any);

    private static string Shorten(string text) => text.Length <= 64 ? text : string.Concat(text.AsSpan(0, 64), "…");
}
