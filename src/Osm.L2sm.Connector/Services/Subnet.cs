using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Osm.L2sm.Connector.Services;

/// <summary>An IP subnet as descriptors write it: host bits may be set, as YANG's ip-prefix allows, and do not count.</summary>
internal sealed record Subnet
{
    private Subnet(IPAddress written, int prefixLength)
    {
        (Family, PrefixLength) = (written.AddressFamily, prefixLength);
        var hostMask = HostBits == 128 ? UInt128.MaxValue : (UInt128.One << HostBits) - 1;
        First = Number(written) & ~hostMask;
        Last = First | hostMask;
    }

    public AddressFamily Family { get; }

    public int PrefixLength { get; }

    public UInt128 First { get; }

    public UInt128 Last { get; }

    private int HostBits => (Family == AddressFamily.InterNetwork ? 32 : 128) - PrefixLength;

    /// <summary>Addresses that hosts may have: in IPv4 neither the network's own nor the broadcast address (RFC 3021 for /31).</summary>
    public UInt128 FirstHost => HasReservedEnds ? First + 1 : First;

    public UInt128 LastHost => HasReservedEnds ? Last - 1 : Last;

    private bool HasReservedEnds => Family == AddressFamily.InterNetwork && PrefixLength < 31;

    public static bool TryParse(string text, [NotNullWhen(true)] out Subnet? subnet)
    {
        subnet = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !TryParseAddress(text[..slash], out var address)) return false;
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return false;
        if (length > (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)) return false;
        subnet = new Subnet(address, length);
        return true;
    }

    /// <summary>Four decimal octets or an IPv6 address without a zone; the platform's short forms ("10.1") are mistakes here.</summary>
    public static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address) && (address.AddressFamily == AddressFamily.InterNetwork
            ? string.Equals(address.ToString(), text, StringComparison.Ordinal)
            : !text.AsSpan().ContainsAny("%[]"));

    public static UInt128 Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var written);
        return written == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public bool HasHost(IPAddress address) =>
        address.AddressFamily == Family && Number(address) is var number && number >= FirstHost && number <= LastHost;
}
