using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace L2sm.OpenFlow.Matching;

/// <summary>Makes fields with values, for matches and set-field actions.</summary>
public static class MatchField
{
    /// <summary>OFPVID_PRESENT: the bit of <see cref="Oxm.VlanVid"/> that says that there is a tag.</summary>
    public const ushort VlanPresent = 0x1000;

    /// <summary>The port where the packet came in.</summary>
    public static OxmField InPort(uint port) => new(Oxm.InPort, port);

    /// <summary>The metadata, all 64 bits.</summary>
    public static OxmField Metadata(ulong value) => new(Oxm.Metadata, value);

    /// <summary>Some bits of the metadata.</summary>
    public static OxmField Metadata(ulong value, ulong mask) => new(Oxm.Metadata, value, mask);

    /// <summary>The destination address.</summary>
    public static OxmField EthDst(MacAddress address) => new(Oxm.EthDst, address.Value);

    /// <summary>Some bits of the destination address.</summary>
    public static OxmField EthDst(MacAddress address, MacAddress mask) => new(Oxm.EthDst, address.Value, mask.Value);

    /// <summary>The source address.</summary>
    public static OxmField EthSrc(MacAddress address) => new(Oxm.EthSrc, address.Value);

    /// <summary>Some bits of the source address.</summary>
    public static OxmField EthSrc(MacAddress address, MacAddress mask) => new(Oxm.EthSrc, address.Value, mask.Value);

    /// <summary>The type of what the frame carries, behind VLAN tags.</summary>
    public static OxmField EthType(ushort type) => new(Oxm.EthType, type);

    /// <summary>A tag with this VLAN id, 0 to 4095.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than 12 bits.</exception>
    public static OxmField VlanVid(ushort id)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(id, (ushort)0xfff);
        return new OxmField(Oxm.VlanVid, (ushort)(VlanPresent | id));
    }

    /// <summary>No VLAN tag (OFPVID_NONE).</summary>
    public static OxmField NoVlan => new(Oxm.VlanVid, 0);

    /// <summary>Some VLAN tag, whatever its id.</summary>
    public static OxmField AnyVlan => new(Oxm.VlanVid, VlanPresent, VlanPresent);

    /// <summary>The VLAN priority, 0 to 7; needs a <see cref="VlanVid"/> with a tag.</summary>
    public static OxmField VlanPcp(byte priority) => new(Oxm.VlanPcp, priority);

    /// <summary>The IP protocol; needs an <see cref="EthType"/> of IP.</summary>
    public static OxmField IpProto(byte protocol) => new(Oxm.IpProto, protocol);

    /// <summary>The IPv4 source; needs <see cref="EthType"/> 0x0800.</summary>
    public static OxmField Ipv4Src(IPAddress address) => new(Oxm.Ipv4Src, Number(address));

    /// <summary>The IPv4 destination; needs <see cref="EthType"/> 0x0800.</summary>
    public static OxmField Ipv4Dst(IPAddress address) => new(Oxm.Ipv4Dst, Number(address));

    /// <summary>The UDP source port; needs <see cref="IpProto"/> 17.</summary>
    public static OxmField UdpSrc(ushort port) => new(Oxm.UdpSrc, port);

    /// <summary>The UDP destination port; needs <see cref="IpProto"/> 17.</summary>
    public static OxmField UdpDst(ushort port) => new(Oxm.UdpDst, port);

    /// <summary>The ARP operation, 1 is a request; needs <see cref="EthType"/> 0x0806.</summary>
    public static OxmField ArpOp(ushort operation) => new(Oxm.ArpOp, operation);

    /// <summary>The ARP sender's IPv4 address; needs <see cref="EthType"/> 0x0806.</summary>
    public static OxmField ArpSpa(IPAddress address) => new(Oxm.ArpSpa, Number(address));

    /// <summary>The ARP target's IPv4 address; needs <see cref="EthType"/> 0x0806.</summary>
    public static OxmField ArpTpa(IPAddress address) => new(Oxm.ArpTpa, Number(address));

    /// <summary>The ARP sender's Ethernet address; needs <see cref="EthType"/> 0x0806.</summary>
    public static OxmField ArpSha(MacAddress address) => new(Oxm.ArpSha, address.Value);

    /// <summary>The IPv6 source; needs <see cref="EthType"/> 0x86dd.</summary>
    public static OxmField Ipv6Src(IPAddress address) => new(Oxm.Ipv6Src, Number6(address));

    /// <summary>The first bits, 1 to 128, of the IPv6 destination; needs <see cref="EthType"/> 0x86dd.</summary>
    public static OxmField Ipv6Dst(IPAddress address, int prefixLength) => new(Oxm.Ipv6Dst, Number6(address), UInt128.MaxValue << 128 - prefixLength);

    /// <summary>The ICMPv6 type; needs <see cref="IpProto"/> 58 and <see cref="EthType"/> 0x86dd.</summary>
    public static OxmField IcmpV6Type(byte type) => new(Oxm.IcmpV6Type, type);

    /// <summary>The ICMPv6 code; needs what <see cref="IcmpV6Type"/> needs.</summary>
    public static OxmField IcmpV6Code(byte code) => new(Oxm.IcmpV6Code, code);

    /// <summary>The address that a neighbour solicitation or advertisement is about; needs <see cref="IcmpV6Type"/> 135 or 136.</summary>
    public static OxmField NdTarget(IPAddress address) => new(Oxm.NdTarget, Number6(address));

    /// <summary>The sender's Ethernet address as a neighbour solicitation says; needs <see cref="IcmpV6Type"/> 135.</summary>
    public static OxmField NdSll(MacAddress address) => new(Oxm.NdSll, address.Value);

    /// <summary>The target's Ethernet address as a neighbour advertisement says; needs <see cref="IcmpV6Type"/> 136.</summary>
    public static OxmField NdTll(MacAddress address) => new(Oxm.NdTll, address.Value);

    /// <summary>The tunnel id.</summary>
    public static OxmField TunnelId(ulong id) => new(Oxm.TunnelId, id);

    /// <summary>Some bits of the tunnel id.</summary>
    public static OxmField TunnelId(ulong id, ulong mask) => new(Oxm.TunnelId, id, mask);

    /// <summary>A register of Open vSwitch, 0 to 15.</summary>
    public static OxmField Register(int index, uint value) => new(Oxm.Register(index), value);

    /// <summary>Some bits of a register of Open vSwitch, 0 to 15.</summary>
    public static OxmField Register(int index, uint value, uint mask) => new(Oxm.Register(index), value, mask);

    private static uint Number(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetwork) throw new ArgumentException($"{address} is not an IPv4 address", nameof(address));
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private static UInt128 Number6(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) throw new ArgumentException($"{address} is not an IPv6 address", nameof(address));
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
