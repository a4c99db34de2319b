using System.Net;
using System.Net.Sockets;
using L2sm.OpenFlow;

namespace L2sm.Sdn.Networks;

/// <summary>Who may send from a port; frames with other sources are dropped where they come in. What passes exactly: docs/pipeline.md.</summary>
/// <exception cref="ArgumentException">No Ethernet address, one that is a group's, or a text that is no address that a host can have.</exception>
public sealed record SourceGuard
{
    /// <summary>A guard.</summary>
    /// <param name="macAddresses">The Ethernet sources allowed, sorted; at least one.</param>
    /// <param name="ipAddresses">The IPv4 and IPv6 sources allowed, in their shortest text form, sorted; empty for any.</param>
    public SourceGuard(EquatableArray<MacAddress> macAddresses, EquatableArray<string> ipAddresses) =>
        (MacAddresses, IpAddresses) = (macAddresses, ipAddresses);

    /// <summary>The Ethernet sources allowed.</summary>
    public EquatableArray<MacAddress> MacAddresses
    {
        get;
        init
        {
            if (value.Count == 0) throw new ArgumentException("a guard needs an Ethernet address to allow");
            foreach (var mac in value)
                if (mac.IsMulticast || mac.Value == 0) throw new ArgumentException($"{mac} is no address of a host");
            field = value;
        }
    }

    /// <summary>The IPv4 and IPv6 sources allowed; empty for any, and for any EtherType.</summary>
    public EquatableArray<string> IpAddresses
    {
        get;
        init
        {
            foreach (var text in value) Read(text);
            field = value;
        }
    }

    /// <summary>The IP sources of one family.</summary>
    internal IEnumerable<IPAddress> AddressesOf(AddressFamily family) =>
        IpAddresses.Select(Read).Where(address => address.AddressFamily == family).Distinct();

    private static IPAddress Read(string text)
    {
        if (!IPAddress.TryParse(text, out var address) || address.ToString() != text)
            throw new ArgumentException($"'{text}' is no IP address in its shortest form, such as 10.0.0.1 or 2001:db8::1");
        var isHost = address.AddressFamily == AddressFamily.InterNetwork
            ? address.GetAddressBytes()[0] is > 0 and < 224
            : address is { IsIPv6Multicast: false, ScopeId: 0 } && !address.Equals(IPAddress.IPv6Any);
        return isHost ? address : throw new ArgumentException($"{text} is no address that a host sends from");
    }
}
