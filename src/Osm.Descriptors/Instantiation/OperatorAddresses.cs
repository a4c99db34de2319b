using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Osm.Descriptors.Validation.Checks;

namespace Osm.Descriptors.Instantiation;

/// <summary>The addressing that the service writes into an L2Network: a block in which the operator's IPAM, which counts up in the last octet only, comes to an end and gives out no gateway and no broadcast address.</summary>
/// <remarks>The service's own is <c>L2sm.Kubernetes.Operator.AddressPlan</c>, which this program does not reference; the end-to-end tests hold both to the same answers.</remarks>
/// <param name="NetworkCidr">The subnet.</param>
/// <param name="PodAddressRange">The block in it.</param>
public sealed record OperatorAddresses(string NetworkCidr, string PodAddressRange)
{
    private const int LargestBlock = 25;

    /// <summary>Finds the block; null where the operator can give out none of it, which makes the service refuse the network.</summary>
    /// <param name="cidr">The link's subnet.</param>
    /// <param name="gateway">An address that is taken; null for none.</param>
    public static OperatorAddresses? TryMake(string cidr, string? gateway)
    {
        if (Subnet.TryParse(cidr) is not { IsV6: false } subnet)
            return null;
        long? taken = null;
        if (gateway is not null)
        {
            if (ModelValues.ParseAddress(gateway) is not { AddressFamily: AddressFamily.InterNetwork } address)
                return null;
            taken = Number(address);
        }

        var (first, last) = (Number(subnet.Network), Number(subnet.Last));
        // The network's own address and the broadcast address are hosts' in /31 only (RFC 3021).
        var (low, high) = subnet.PrefixLength < 31 ? (first + 1, last - 1) : (first, last);
        for (var length = Math.Max(LargestBlock, subnet.PrefixLength); length <= 31; length++)
        {
            var size = 1L << (32 - length);
            for (var start = first; start + size - 1 <= high; start += size)
            {
                // The IPAM gives out all but the first address of its block.
                if (start + 1 >= low && !(taken > start && taken < start + size))
                    return new OperatorAddresses(subnet.ToString(), $"{Text(start)}/{length}");
            }
        }

        return null;
    }

    private static long Number(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    private static string Text(long address) => $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}";
}
