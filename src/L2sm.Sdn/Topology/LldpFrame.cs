using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using L2sm.OpenFlow;

namespace L2sm.Sdn.Topology;

/// <summary>
/// The discovery frame: LLDP (IEEE 802.1AB) that names the switch and port it leaves by, signed with a key that only this process has, so
/// that no host can invent a link. Gear between switches may eat LLDP, so the same can be said in a broadcast frame, as ONOS does (BDDP).
/// </summary>
public sealed class LldpFrame
{
    /// <summary>LLDP's EtherType.</summary>
    public const ushort EtherType = 0x88cc;

    /// <summary>The EtherType of the same in a broadcast frame (BDDP).</summary>
    public const ushort BroadcastEtherType = 0x8942;

    private const int HeaderLength = 14;
    private const int SignatureLength = 16;
    private const byte LocallyAssigned = 7;
    private const byte OurSubtype = 1;
    private static ReadOnlySpan<byte> NearestBridge => [0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e];
    /// <summary>Locally administered: no vendor's.</summary>
    private static ReadOnlySpan<byte> OurOui => [0x4e, 0x4c, 0x32];

    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Whether a frame is LLDP at all, whoever sent it.</summary>
    public static bool IsLldp(ReadOnlySpan<byte> frame) => IsOfType(frame, EtherType);

    /// <summary>Whether a frame is LLDP or its broadcast kin, whoever sent it.</summary>
    public static bool IsDiscovery(ReadOnlySpan<byte> frame) => IsLldp(frame) || IsOfType(frame, BroadcastEtherType);

    /// <summary>The frame that is to leave by this port.</summary>
    /// <param name="port">The port.</param>
    /// <param name="hardwareAddress">The port's own address: the frame's source.</param>
    /// <param name="broadcast">Not as LLDP, which ends at the nearest bridge, but as a broadcast.</param>
    public byte[] Write(PortKey port, MacAddress hardwareAddress, bool broadcast = false)
    {
        Span<byte> frame = stackalloc byte[128];
        if (broadcast) frame[..6].Fill(0xff);
        else NearestBridge.CopyTo(frame);
        BinaryPrimitives.WriteUInt64BigEndian(frame[6..], hardwareAddress.Value << 16);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], broadcast ? BroadcastEtherType : EtherType);
        var at = HeaderLength;
        Span<byte> id = stackalloc byte[9];
        id[0] = LocallyAssigned;
        BinaryPrimitives.WriteUInt64BigEndian(id[1..], port.Switch.Value);
        WriteTlv(frame, ref at, 1, id);
        BinaryPrimitives.WriteUInt32BigEndian(id[1..], port.PortNo);
        WriteTlv(frame, ref at, 2, id[..5]);
        WriteTlv(frame, ref at, 3, [0, 120]);
        Span<byte> ours = stackalloc byte[4 + SignatureLength];
        OurOui.CopyTo(ours);
        ours[3] = OurSubtype;
        Sign(port, ours[4..]);
        WriteTlv(frame, ref at, 127, ours);
        WriteTlv(frame, ref at, 0, []);
        return frame[..Math.Max(at, 60)].ToArray();
    }

    /// <summary>Reads a frame of ours; false for anybody else's, for forged and for broken frames.</summary>
    public bool TryRead(ReadOnlySpan<byte> frame, [NotNullWhen(true)] out PortKey? port)
    {
        port = null;
        if (!IsDiscovery(frame)) return false;
        ulong? datapath = null;
        uint? portNo = null;
        ReadOnlySpan<byte> signature = default;
        for (var rest = frame[HeaderLength..]; rest.Length >= 2;)
        {
            var head = BinaryPrimitives.ReadUInt16BigEndian(rest);
            var length = head & 0x1ff;
            if (rest.Length < 2 + length) return false;
            var value = rest.Slice(2, length);
            switch (head >> 9)
            {
                case 1 when length == 9 && value[0] == LocallyAssigned: datapath = BinaryPrimitives.ReadUInt64BigEndian(value[1..]); break;
                case 2 when length == 5 && value[0] == LocallyAssigned: portNo = BinaryPrimitives.ReadUInt32BigEndian(value[1..]); break;
                case 127 when length == 4 + SignatureLength && value[..3].SequenceEqual(OurOui) && value[3] == OurSubtype: signature = value[4..]; break;
                default: break;
            }
            if (head == 0) break;
            rest = rest[(2 + length)..];
        }
        if (datapath is not { } d || portNo is not { } p || signature.IsEmpty) return false;
        var claimed = new PortKey(new DatapathId(d), p);
        Span<byte> expected = stackalloc byte[SignatureLength];
        Sign(claimed, expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, signature)) return false;
        port = claimed;
        return true;
    }

    private static bool IsOfType(ReadOnlySpan<byte> frame, ushort type) =>
        frame.Length >= HeaderLength && BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) == type;

    private void Sign(PortKey port, Span<byte> signature)
    {
        Span<byte> text = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64BigEndian(text, port.Switch.Value);
        BinaryPrimitives.WriteUInt32BigEndian(text[8..], port.PortNo);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, text, hash);
        hash[..SignatureLength].CopyTo(signature);
    }

    private static void WriteTlv(Span<byte> frame, ref int at, int type, scoped ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(frame[at..], (ushort)(type << 9 | value.Length));
        value.CopyTo(frame[(at + 2)..]);
        at += 2 + value.Length;
    }
}
