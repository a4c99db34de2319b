using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace L2sm.Kubernetes.Operator;

/// <summary>The addressing that is wished for a network; every part may be absent.</summary>
/// <param name="Subnet">Such as 10.0.1.0/24; null: none, and pods get link-local addresses.</param>
/// <param name="Gateway">An address that no pod may get.</param>
/// <param name="First">The first address that pods may get.</param>
/// <param name="Count">How many from there on; null for all.</param>
public sealed record AddressWish(string? Subnet, string? Gateway = null, string? First = null, int? Count = null);

/// <summary>
/// The fields of an L2Network that make the operator's IPAM give out good addresses only. The IPAM takes the last address given plus one, in
/// the last octet alone: it goes on from .255 to .0 and never ends where all 256 are in the range, gives out broadcast addresses and gateways,
/// and takes nothing back. So it is given a block of at most half an octet's worth, with neither in it.
/// </summary>
/// <param name="NetworkCidr">Null: the IPAM stays off.</param>
/// <param name="PodAddressRange">Null where the IPAM stays off.</param>
/// <param name="Capacity">Pods that get an address before the range is used up; null without IPAM, which needs none.</param>
public sealed record AddressPlan(string? NetworkCidr, string? PodAddressRange, int? Capacity)
{
    private const int LargestBlock = 25;

    /// <summary>No addressing.</summary>
    public static AddressPlan None { get; } = new(null, null, null);

    /// <summary>Plans, or says why the operator's IPAM could not do what is wished.</summary>
    public static bool TryMake(AddressWish wish, [NotNullWhen(true)] out AddressPlan? plan, [NotNullWhen(false)] out string? refusal)
    {
        plan = null;
        refusal = null;
        if (wish.Subnet is not { } text)
        {
            plan = None;
            return true;
        }
        if (!TryReadSubnet(text, out var subnet, out refusal)) return false;
        if (!TryReadHost(wish.Gateway, "gateway", out var gateway, out refusal) || !TryReadHost(wish.First, "first address", out var first, out refusal)) return false;

        // Neither the network's own address nor its broadcast address is a host's, except in /31 (RFC 3021).
        var (low, high) = subnet.Length < 31 ? (subnet.Base + 1, subnet.Last - 1) : (subnet.Base, subnet.Last);
        if (first is { } from) low = Math.Max(low, from);
        if (wish.Count is { } count && count >= 0) high = Math.Min(high, (first ?? low) + count - 1);
        if (LargestIn(subnet, low, high, gateway) is not { } block)
        {
            refusal = $"{text} has no range of addresses that the L2S-M operator's IPAM can give out"
                + $"{(first is null && wish.Count is null ? "" : " within those asked for")}: give a larger subnet, or none";
            return false;
        }
        plan = new AddressPlan($"{Show(subnet.Base)}/{subnet.Length}", $"{Show(block.Base)}/{block.Length}", (int)block.Handed);
        return true;
    }

    /// <summary>Two networks' subnets have addresses in common: a pod in both could not tell which way to send.</summary>
    public static bool Overlap(string? cidr, string? other) =>
        cidr is not null && other is not null && TryReadSubnet(cidr, out var a, out _) && TryReadSubnet(other, out var b, out _) && a.Base <= b.Last && b.Base <= a.Last;

    // Aligned blocks, the largest first; of these the first one. What a block hands out is all but its own address. A block within one last
    // octet never holds all 256, so that the IPAM comes to its end.
    private static Block? LargestIn(Block subnet, long low, long high, long? gateway)
    {
        for (var length = Math.Max(LargestBlock, subnet.Length); length <= 31; length++)
        {
            var size = 1L << (32 - length);
            // A /16 has 512 halves of an octet: looked at in order, and the first few do unless the wish is narrow.
            for (var start = Math.Max(subnet.Base, (low - 1) & -size); start + size - 1 <= Math.Min(subnet.Last, high); start += size)
            {
                var block = new Block(start, length);
                if (start + 1 >= low && (gateway is not { } taken || taken <= start || taken > block.Last)) return block;
            }
        }
        return null;
    }

    private static bool TryReadSubnet(string text, out Block subnet, [NotNullWhen(false)] out string? refusal)
    {
        subnet = default;
        refusal = $"'{text}' is no subnet such as 10.0.1.0/24";
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IPAddress.TryParse(text.AsSpan(0, slash), out var address)) return false;
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return false;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            refusal = $"{text} is of IPv6, and the L2S-M operator's IPAM gives out IPv4 alone: leave the subnet out (pods get link-local IPv6), or give one of IPv4";
            return false;
        }
        if (length > 32) return false;
        var size = 1L << (32 - length);
        subnet = new Block(Number(address) & -size, length);
        refusal = null;
        return true;
    }

    private static bool TryReadHost(string? text, string what, out long? address, [NotNullWhen(false)] out string? refusal)
    {
        address = null;
        refusal = null;
        if (text is null) return true;
        if (IPAddress.TryParse(text, out var read) && read.AddressFamily == AddressFamily.InterNetwork)
        {
            address = Number(read);
            return true;
        }
        refusal = $"the {what} '{text}' is no IPv4 address";
        return false;
    }

    private static long Number(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    private static string Show(long address) => $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}";

    private readonly record struct Block(long Base, int Length)
    {
        public long Last => Base + (1L << (32 - Length)) - 1;

        /// <summary>Addresses that the IPAM gives out of it: all but the first.</summary>
        public long Handed => Last - Base;
    }
}
