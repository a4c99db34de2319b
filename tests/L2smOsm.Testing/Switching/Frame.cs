using System.Buffers.Binary;
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

    /// <summary>Reads an untagged frame from its bytes.</summary>
    public static Frame Read(ReadOnlySpan<byte> bytes) => new(Mac(bytes), Mac(bytes[6..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[12..]));

    private static MacAddress Mac(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
}

/// <summary>A frame that leaves a switch.</summary>
public readonly record struct Departure(uint Port, ulong TunnelId, Frame Frame);
