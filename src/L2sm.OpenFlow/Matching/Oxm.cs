using System.Collections.Frozen;

namespace L2sm.OpenFlow.Matching;

/// <summary>The fields that have a name here: OpenFlow's (OpenFlow 1.3.5 §7.2.3.7) and Nicira's that Open vSwitch adds.</summary>
/// <remarks>
/// Several fields have a name in both codings, and Open vSwitch (3.1.0, over OpenFlow 1.3) gives flows back in its own choice. A flow that
/// is to come back equal is written so:
/// <list type="bullet">
/// <item>matches and <see cref="Actions.SetFieldAction"/>: OpenFlow's names, <see cref="TunnelId"/> included;</item>
/// <item>move, load and learn: <see cref="NxTunnelId"/>, <see cref="NxEthDst"/>, <see cref="NxEthSrc"/>, but <see cref="Metadata"/>;
/// the in-port is kept as either <see cref="InPort"/> or <see cref="InPort16"/>;</item>
/// <item>instructions in the order meter, apply, clear, write-actions, write-metadata, goto; a drop has none, not an empty apply;</item>
/// <item>masks, the order of actions and buckets, flags, cookies and <see cref="Actions.OutputAction.MaxLength"/> are kept as sent.</item>
/// </list>
/// </remarks>
public static class Oxm
{
    /// <summary>OFPXMC_OPENFLOW_BASIC.</summary>
    public const ushort BasicClass = 0x8000;
    /// <summary>NXM_OF_*: OpenFlow 1.0's fields in Nicira's coding.</summary>
    public const ushort NxmClass0 = 0;
    /// <summary>NXM_NX_*: Nicira's own fields.</summary>
    public const ushort NxmClass1 = 1;
    /// <summary>OFPXMC_EXPERIMENTER.</summary>
    public const ushort ExperimenterClass = 0xffff;

    /// <summary>OXM_OF_IN_PORT.</summary>
    public static OxmType InPort => new(BasicClass, 0, 4);
    /// <summary>OXM_OF_IN_PHY_PORT.</summary>
    public static OxmType InPhysicalPort => new(BasicClass, 1, 4);
    /// <summary>OXM_OF_METADATA.</summary>
    public static OxmType Metadata => new(BasicClass, 2, 8);
    /// <summary>OXM_OF_ETH_DST.</summary>
    public static OxmType EthDst => new(BasicClass, 3, 6);
    /// <summary>OXM_OF_ETH_SRC.</summary>
    public static OxmType EthSrc => new(BasicClass, 4, 6);
    /// <summary>OXM_OF_ETH_TYPE.</summary>
    public static OxmType EthType => new(BasicClass, 5, 2);
    /// <summary>OXM_OF_VLAN_VID; bit 12 says that there is a tag.</summary>
    public static OxmType VlanVid => new(BasicClass, 6, 2);
    /// <summary>OXM_OF_VLAN_PCP.</summary>
    public static OxmType VlanPcp => new(BasicClass, 7, 1);
    /// <summary>OXM_OF_IP_DSCP.</summary>
    public static OxmType IpDscp => new(BasicClass, 8, 1);
    /// <summary>OXM_OF_IP_ECN.</summary>
    public static OxmType IpEcn => new(BasicClass, 9, 1);
    /// <summary>OXM_OF_IP_PROTO.</summary>
    public static OxmType IpProto => new(BasicClass, 10, 1);
    /// <summary>OXM_OF_IPV4_SRC.</summary>
    public static OxmType Ipv4Src => new(BasicClass, 11, 4);
    /// <summary>OXM_OF_IPV4_DST.</summary>
    public static OxmType Ipv4Dst => new(BasicClass, 12, 4);
    /// <summary>OXM_OF_TCP_SRC.</summary>
    public static OxmType TcpSrc => new(BasicClass, 13, 2);
    /// <summary>OXM_OF_TCP_DST.</summary>
    public static OxmType TcpDst => new(BasicClass, 14, 2);
    /// <summary>OXM_OF_UDP_SRC.</summary>
    public static OxmType UdpSrc => new(BasicClass, 15, 2);
    /// <summary>OXM_OF_UDP_DST.</summary>
    public static OxmType UdpDst => new(BasicClass, 16, 2);
    /// <summary>OXM_OF_ARP_OP.</summary>
    public static OxmType ArpOp => new(BasicClass, 21, 2);
    /// <summary>OXM_OF_ARP_SPA.</summary>
    public static OxmType ArpSpa => new(BasicClass, 22, 4);
    /// <summary>OXM_OF_ARP_TPA.</summary>
    public static OxmType ArpTpa => new(BasicClass, 23, 4);
    /// <summary>OXM_OF_ARP_SHA.</summary>
    public static OxmType ArpSha => new(BasicClass, 24, 6);
    /// <summary>OXM_OF_ARP_THA.</summary>
    public static OxmType ArpTha => new(BasicClass, 25, 6);
    /// <summary>OXM_OF_IPV6_SRC.</summary>
    public static OxmType Ipv6Src => new(BasicClass, 26, 16);
    /// <summary>OXM_OF_IPV6_DST.</summary>
    public static OxmType Ipv6Dst => new(BasicClass, 27, 16);
    /// <summary>OXM_OF_ICMPV6_TYPE.</summary>
    public static OxmType IcmpV6Type => new(BasicClass, 29, 1);
    /// <summary>OXM_OF_ICMPV6_CODE.</summary>
    public static OxmType IcmpV6Code => new(BasicClass, 30, 1);
    /// <summary>OXM_OF_IPV6_ND_TARGET.</summary>
    public static OxmType NdTarget => new(BasicClass, 31, 16);
    /// <summary>OXM_OF_IPV6_ND_SLL; Open vSwitch reads 0 where the option is absent.</summary>
    public static OxmType NdSll => new(BasicClass, 32, 6);
    /// <summary>OXM_OF_IPV6_ND_TLL; Open vSwitch reads 0 where the option is absent.</summary>
    public static OxmType NdTll => new(BasicClass, 33, 6);
    /// <summary>OXM_OF_TUNNEL_ID.</summary>
    public static OxmType TunnelId => new(BasicClass, 38, 8);

    /// <summary>NXM_OF_IN_PORT, the 16 bits of OpenFlow 1.0.</summary>
    public static OxmType InPort16 => new(NxmClass0, 0, 2);
    /// <summary>NXM_OF_ETH_DST.</summary>
    public static OxmType NxEthDst => new(NxmClass0, 1, 6);
    /// <summary>NXM_OF_ETH_SRC.</summary>
    public static OxmType NxEthSrc => new(NxmClass0, 2, 6);
    /// <summary>NXM_OF_ETH_TYPE.</summary>
    public static OxmType NxEthType => new(NxmClass0, 3, 2);
    /// <summary>NXM_OF_VLAN_TCI; bit 12 says that there is a tag.</summary>
    public static OxmType VlanTci => new(NxmClass0, 4, 2);
    /// <summary>NXM_NX_TUN_ID.</summary>
    public static OxmType NxTunnelId => new(NxmClass1, 16, 8);

    /// <summary>NXM_NX_REG0 to NXM_NX_REG15.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in 0 to 15.</exception>
    public static OxmType Register(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, 15);
        return new OxmType(NxmClass1, (byte)index, 4);
    }

    internal static string NameOf(OxmType type) =>
        Names.TryGetValue(type, out var name) ? name.Short : $"oxm_{type.Class:x4}_{type.Field}_{type.Width}";

    internal static string LongNameOf(OxmType type) =>
        Names.TryGetValue(type, out var name) ? name.Long : $"OXM_{type.Class:x4}_{type.Field}_{type.Width}";

    internal static ValueStyle StyleOf(OxmType type) => Names.TryGetValue(type, out var name) ? name.Style : ValueStyle.Hex;

    private sealed record Name(string Short, string Long, ValueStyle Style);

    private static readonly FrozenDictionary<OxmType, Name> Names = MakeNames();

    private static FrozenDictionary<OxmType, Name> MakeNames()
    {
        var names = new Dictionary<OxmType, Name>
        {
            [InPort] = new("in_port", "OXM_OF_IN_PORT", ValueStyle.Port),
            [InPhysicalPort] = new("in_phy_port", "OXM_OF_IN_PHY_PORT", ValueStyle.Port),
            [Metadata] = new("metadata", "OXM_OF_METADATA", ValueStyle.Hex),
            [EthDst] = new("dl_dst", "OXM_OF_ETH_DST", ValueStyle.Mac),
            [EthSrc] = new("dl_src", "OXM_OF_ETH_SRC", ValueStyle.Mac),
            [EthType] = new("dl_type", "OXM_OF_ETH_TYPE", ValueStyle.Hex4),
            [VlanVid] = new("vlan_vid", "OXM_OF_VLAN_VID", ValueStyle.Hex4),
            [VlanPcp] = new("dl_vlan_pcp", "OXM_OF_VLAN_PCP", ValueStyle.Decimal),
            [IpDscp] = new("ip_dscp", "OXM_OF_IP_DSCP", ValueStyle.Decimal),
            [IpEcn] = new("nw_ecn", "OXM_OF_IP_ECN", ValueStyle.Decimal),
            [IpProto] = new("nw_proto", "OXM_OF_IP_PROTO", ValueStyle.Decimal),
            [Ipv4Src] = new("nw_src", "OXM_OF_IPV4_SRC", ValueStyle.Ip),
            [Ipv4Dst] = new("nw_dst", "OXM_OF_IPV4_DST", ValueStyle.Ip),
            [TcpSrc] = new("tcp_src", "OXM_OF_TCP_SRC", ValueStyle.Decimal),
            [TcpDst] = new("tcp_dst", "OXM_OF_TCP_DST", ValueStyle.Decimal),
            [UdpSrc] = new("udp_src", "OXM_OF_UDP_SRC", ValueStyle.Decimal),
            [UdpDst] = new("udp_dst", "OXM_OF_UDP_DST", ValueStyle.Decimal),
            [ArpOp] = new("arp_op", "OXM_OF_ARP_OP", ValueStyle.Decimal),
            [ArpSpa] = new("arp_spa", "OXM_OF_ARP_SPA", ValueStyle.Ip),
            [ArpTpa] = new("arp_tpa", "OXM_OF_ARP_TPA", ValueStyle.Ip),
            [ArpSha] = new("arp_sha", "OXM_OF_ARP_SHA", ValueStyle.Mac),
            [ArpTha] = new("arp_tha", "OXM_OF_ARP_THA", ValueStyle.Mac),
            [Ipv6Src] = new("ipv6_src", "OXM_OF_IPV6_SRC", ValueStyle.Ipv6),
            [Ipv6Dst] = new("ipv6_dst", "OXM_OF_IPV6_DST", ValueStyle.Ipv6),
            [IcmpV6Type] = new("icmp_type", "OXM_OF_ICMPV6_TYPE", ValueStyle.Decimal),
            [IcmpV6Code] = new("icmp_code", "OXM_OF_ICMPV6_CODE", ValueStyle.Decimal),
            [NdTarget] = new("nd_target", "OXM_OF_IPV6_ND_TARGET", ValueStyle.Ipv6),
            [NdSll] = new("nd_sll", "OXM_OF_IPV6_ND_SLL", ValueStyle.Mac),
            [NdTll] = new("nd_tll", "OXM_OF_IPV6_ND_TLL", ValueStyle.Mac),
            [TunnelId] = new("tun_id", "OXM_OF_TUNNEL_ID", ValueStyle.Hex),
            [InPort16] = new("in_port16", "NXM_OF_IN_PORT", ValueStyle.Decimal),
            [NxEthDst] = new("nxm_dl_dst", "NXM_OF_ETH_DST", ValueStyle.Mac),
            [NxEthSrc] = new("nxm_dl_src", "NXM_OF_ETH_SRC", ValueStyle.Mac),
            [NxEthType] = new("nxm_dl_type", "NXM_OF_ETH_TYPE", ValueStyle.Hex4),
            [VlanTci] = new("vlan_tci", "NXM_OF_VLAN_TCI", ValueStyle.Hex4),
            [NxTunnelId] = new("nxm_tun_id", "NXM_NX_TUN_ID", ValueStyle.Hex),
        };
        for (var i = 0; i < 16; i++) names[Register(i)] = new Name($"reg{i}", $"NXM_NX_REG{i}", ValueStyle.Hex);
        return names.ToFrozenDictionary();
    }
}
