using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Matching;
using L2sm.Sdn.Networks;

namespace L2sm.Sdn.Pipeline;

/// <summary>One rule of a guard: frames from the port with these fields pass into the network, or do not.</summary>
internal readonly record struct GuardRule(ushort Priority, bool Passes, Match Match);

/// <summary>
/// What a guarded port may send, as matches on what it sends. Besides the source of a frame they judge what else a receiver believes: the sender in ARP, target
/// and link-layer option in neighbour discovery (RFC 826, RFC 4861). Open vSwitch looks through one VLAN tag, so tagged frames are judged by the same rules.
/// </summary>
internal static class GuardRules
{
    private const ushort Ipv4 = 0x0800, Arp = 0x0806, Ipv6 = 0x86dd;
    private const byte Udp = 17, IcmpV6 = 58;
    private const byte NeighbourSolicitation = 135, NeighbourAdvertisement = 136;
    private const ushort ArpRequest = 1;
    private static readonly MacAddress NoOption = new(0);

    /// <summary>
    /// Multicast listener reports and router solicitations: what a host sends from the unspecified address while it checks that its own is free
    /// (RFC 3590, RFC 3810 §5.2.13, RFC 4861 §4.1).
    /// </summary>
    private static readonly byte[] FromUnspecified = [131, 132, 133, 143];

    /// <summary>
    /// The rules; what none of them passes is dropped. For m Ethernet addresses: 9m and less where any IP source is allowed, else a few for each IPv4 address, and
    /// about 2n² for n IPv6 addresses, since each of them may advertise each.
    /// </summary>
    public static IEnumerable<GuardRule> Of(SourceGuard guard, uint port) =>
        guard.IpAddresses.Count == 0 ? OfEthernet(guard, port) : OfIp(guard, port);

    private static IEnumerable<GuardRule> OfEthernet(SourceGuard guard, uint port)
    {
        var from = MatchField.InPort(port);
        yield return Claim(from, MatchField.EthType(Arp));
        foreach (var rule in NeighbourClaims(from)) yield return rule;
        foreach (var mac in guard.MacAddresses)
        {
            var sender = MatchField.EthSrc(mac);
            yield return Source(from, sender);
            yield return OwnClaim(from, sender, MatchField.EthType(Arp), MatchField.ArpSha(mac));
            foreach (var option in (MacAddress[])[mac, NoOption])
            {
                yield return OwnClaim([from, sender, .. Icmp(NeighbourSolicitation), MatchField.NdSll(option)]);
                yield return OwnClaim([from, sender, .. Icmp(NeighbourAdvertisement), MatchField.NdTll(option)]);
            }
        }
    }

    private static IEnumerable<GuardRule> OfIp(SourceGuard guard, uint port)
    {
        var from = MatchField.InPort(port);
        IPAddress[] v4 = [.. guard.AddressesOf(AddressFamily.InterNetwork)];
        IPAddress[] v6 = [.. guard.AddressesOf(AddressFamily.InterNetworkV6)];
        if (v6.Length > 0)
            foreach (var rule in NeighbourClaims(from)) yield return rule;
        foreach (var mac in guard.MacAddresses)
        {
            var sender = MatchField.EthSrc(mac);
            if (v4.Length > 0)
                foreach (var rule in OfIpv4(from, mac, v4)) yield return rule;
            if (v6.Length > 0)
                foreach (var rule in OfIpv6(from, mac, [.. v6.Append(LinkLocal(mac)).Distinct()])) yield return rule;
        }
    }

    private static IEnumerable<GuardRule> OfIpv4(OxmField from, MacAddress mac, IPAddress[] own)
    {
        var sender = MatchField.EthSrc(mac);
        foreach (var address in own)
        {
            yield return Source(from, sender, MatchField.EthType(Ipv4), MatchField.Ipv4Src(address));
            yield return OwnClaim(from, sender, MatchField.EthType(Arp), MatchField.ArpSha(mac), MatchField.ArpSpa(address));
        }
        // Before a host has an address it asks who has it (RFC 5227 §1.1) and who gives it one (RFC 2131 §4.1).
        yield return OwnClaim(
            from, sender, MatchField.EthType(Arp), MatchField.ArpOp(ArpRequest), MatchField.ArpSha(mac), MatchField.ArpSpa(IPAddress.Any));
        yield return Source(
            from, sender, MatchField.EthType(Ipv4), MatchField.IpProto(Udp), MatchField.Ipv4Src(IPAddress.Any), MatchField.Ipv4Dst(IPAddress.Broadcast),
            MatchField.UdpSrc(68), MatchField.UdpDst(67));
    }

    private static IEnumerable<GuardRule> OfIpv6(OxmField from, MacAddress mac, IPAddress[] own)
    {
        var sender = MatchField.EthSrc(mac);
        foreach (var address in own)
        {
            var source = MatchField.Ipv6Src(address);
            yield return Source(from, sender, MatchField.EthType(Ipv6), source);
            foreach (var option in (MacAddress[])[mac, NoOption])
            {
                yield return OwnClaim([from, sender, .. Icmp(NeighbourSolicitation), source, MatchField.NdSll(option)]);
                foreach (var target in own)
                    yield return OwnClaim([from, sender, .. Icmp(NeighbourAdvertisement), source, MatchField.NdTarget(target), MatchField.NdTll(option)]);
            }
            // Is my address free? (RFC 4862 §5.4)
            yield return OwnClaim(
                [from, sender, .. Icmp(NeighbourSolicitation), MatchField.Ipv6Src(IPAddress.IPv6Any), MatchField.NdTarget(address), MatchField.NdSll(NoOption)]);
        }
        foreach (var type in FromUnspecified)
            yield return Source(
                from, sender, MatchField.EthType(Ipv6), MatchField.IpProto(IcmpV6), MatchField.IcmpV6Type(type), MatchField.Ipv6Src(IPAddress.IPv6Any),
                MatchField.Ipv6Dst(LinkMulticast, prefixLength: 16));
    }

    private static readonly IPAddress LinkMulticast = IPAddress.Parse("ff02::");

    private static IEnumerable<GuardRule> NeighbourClaims(OxmField from) =>
        ((byte[])[NeighbourSolicitation, NeighbourAdvertisement]).Select(type =>
            Claim(from, MatchField.EthType(Ipv6), MatchField.IpProto(IcmpV6), MatchField.IcmpV6Type(type)));

    private static OxmField[] Icmp(byte type) => [MatchField.EthType(Ipv6), MatchField.IpProto(IcmpV6), MatchField.IcmpV6Type(type), MatchField.IcmpV6Code(0)];

    /// <summary>The address that every IPv6 host makes of its Ethernet address (RFC 4291 appendix A).</summary>
    private static IPAddress LinkLocal(MacAddress mac)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(bytes, 0xfe80);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (mac.Value >> 24 << 40 | 0xff_fe00_0000UL | mac.Value & 0xff_ffff) ^ 0x0200_0000_0000_0000);
        return new IPAddress(bytes);
    }

    private static GuardRule Source(params ReadOnlySpan<OxmField> fields) => new(Tables.SourcePriority, Passes: true, Match.Of(fields));

    private static GuardRule Claim(params ReadOnlySpan<OxmField> fields) => new(Tables.ClaimPriority, Passes: false, Match.Of(fields));

    private static GuardRule OwnClaim(params ReadOnlySpan<OxmField> fields) => new(Tables.OwnClaimPriority, Passes: true, Match.Of(fields));
}
