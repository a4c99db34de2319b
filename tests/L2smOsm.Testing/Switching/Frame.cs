using L2sm.OpenFlow;
using L2sm.OpenFlow.Matching;

namespace L2smOsm.Testing.Switching;

/// <summary>As much of an Ethernet frame as the pipeline looks at.</summary>
public sealed record Frame(MacAddress Destination, MacAddress Source, ushort EtherType = 0x0800)
{
    /// <summary>The VLAN ids of its tags, the outer one first.</summary>
    public EquatableArray<ushort> Tags { get; init; } = [];

    /// <summary>What it carries, as the fields that a switch reads of it: of ARP, IPv4, IPv6, UDP, ICMPv6.</summary>
    public EquatableArray<OxmField> Payload { get; init; } = [];
}

/// <summary>A frame that leaves a switch.</summary>
public readonly record struct Departure(uint Port, ulong TunnelId, Frame Frame);
