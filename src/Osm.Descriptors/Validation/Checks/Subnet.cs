using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>An address with a prefix length.</summary>
/// <param name="Address">As written, which may have bits beyond the prefix.</param>
/// <param name="PrefixLength">In bits.</param>
internal sealed record Subnet(IPAddress Address, int PrefixLength)
{
    /// <summary>The first address.</summary>
    public IPAddress Network { get; } = WithHostBits(Address, PrefixLength, ones: false);

    /// <summary>The last address: in IPv4 the one for broadcast.</summary>
    public IPAddress Last { get; } = WithHostBits(Address, PrefixLength, ones: true);

    public bool IsV6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>Whether its first and last address are of hosts too.</summary>
    public bool HasNoBroadcast => IsV6 || PrefixLength >= 31;

    /// <summary>Whether two hosts and what is not for hosts are more than its addresses.</summary>
    public bool HasNoRoom => PrefixLength > (IsV6 ? 127 : 30);

    public static Subnet? TryParse(string text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0 || ModelValues.ParseAddress(text[..slash]) is not { } address
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            || prefix > address.GetAddressBytes().Length * 8)
        {
            return null;
        }

        return new Subnet(address, prefix);
    }

    public bool Contains(IPAddress address) =>
        address.AddressFamily == Address.AddressFamily && Number(address) >= Number(Network) && Number(address) <= Number(Last);

    /// <summary>Addresses as numbers, to be ordered.</summary>
    public static BigInteger Number(IPAddress address) => new(address.GetAddressBytes(), isUnsigned: true, isBigEndian: true);

    /// <inheritdoc/>
    public override string ToString() => $"{Network}/{PrefixLength}";

    private static IPAddress WithHostBits(IPAddress address, int prefix, bool ones)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefix; bit < bytes.Length * 8; bit++)
        {
            var mask = (byte)(0x80 >> (bit % 8));
            bytes[bit / 8] = ones ? (byte)(bytes[bit / 8] | mask) : (byte)(bytes[bit / 8] & ~mask);
        }

        return new IPAddress(bytes);
    }
}
