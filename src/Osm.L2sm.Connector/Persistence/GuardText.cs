using L2sm.OpenFlow;
using L2sm.Sdn.Networks;

namespace Osm.L2sm.Connector.Persistence;

/// <summary>A guard in one column: the MAC addresses that it allows, then the IP addresses, with blanks between.</summary>
internal static class GuardText
{
    public static string Of(SourceGuard guard) => string.Join(' ', [.. guard.MacAddresses.Select(m => m.ToString()), .. guard.IpAddresses]);

    /// <exception cref="FormatException">The text is no guard.</exception>
    public static SourceGuard Parse(string text)
    {
        var words = text.Split(' ');
        // No IP address looks like a MAC address: six groups are too few for IPv6.
        var macs = words.TakeWhile(w => MacAddress.TryParse(w, out _)).Select(MacAddress.Parse).ToEquatableArray();
        if (macs.Count == 0) throw new FormatException($"'{text}' is no guard: it begins with no MAC address");
        return new SourceGuard(macs, words[macs.Count..].ToEquatableArray());
    }
}
