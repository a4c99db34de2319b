using System.Buffers.Binary;
using L2sm.OpenFlow.Matching;

namespace L2smOsm.Testing.Switching;

/// <summary>A frame as it is on a wire, for switches that are not told its fields but read them. No checksums: switches look at none.</summary>
public static class FrameBytes
{
    /// <summary>The bytes, in hex.</summary>
    public static string Hex(Frame frame)
    {
        var bytes = new Writer();
        bytes.Mac(frame.Destination.Value);
        bytes.Mac(frame.Source.Value);
        foreach (var tag in frame.Tags)
        {
            bytes.Put16(0x8100);
            bytes.Put16(tag);
        }
        bytes.Put16(frame.EtherType);
        UInt128 Field(OxmType type) => frame.Payload.FirstOrDefault(field => field.Type == type).Value;
        switch (frame.EtherType)
        {
            case 0x0806: Arp(bytes, Field); break;
            case 0x0800: Ipv4(bytes, Field); break;
            case 0x86dd: Ipv6(bytes, Field, type => frame.Payload.Any(field => field.Type == type)); break;
            default: bytes.Zeros(46); break;
        }
        return Convert.ToHexStringLower(bytes.ToArray());
    }

    private static void Arp(Writer bytes, Func<OxmType, UInt128> field)
    {
        bytes.Put16(1);
        bytes.Put16(0x0800);
        bytes.Put16(0x0604);
        bytes.Put16((ushort)field(Oxm.ArpOp));
        bytes.Mac((ulong)field(Oxm.ArpSha));
        bytes.Put32((uint)field(Oxm.ArpSpa));
        bytes.Mac((ulong)field(Oxm.ArpTha));
        bytes.Put32((uint)field(Oxm.ArpTpa));
        bytes.Zeros(18);
    }

    private static void Ipv4(Writer bytes, Func<OxmType, UInt128> field)
    {
        bytes.Put16(0x4500);
        bytes.Put16(40);
        bytes.Put32(0);
        bytes.Put16((ushort)(0x4000 | (ushort)field(Oxm.IpProto)));
        bytes.Put16(0);
        bytes.Put32((uint)field(Oxm.Ipv4Src));
        bytes.Put32((uint)field(Oxm.Ipv4Dst));
        bytes.Put16((ushort)field(Oxm.UdpSrc));
        bytes.Put16((ushort)field(Oxm.UdpDst));
        bytes.Put16(20);
        bytes.Zeros(14);
    }

    private static void Ipv6(Writer bytes, Func<OxmType, UInt128> field, Func<OxmType, bool> has)
    {
        var body = new Writer();
        var type = (byte)field(Oxm.IcmpV6Type);
        body.Put16((ushort)(type << 8 | (byte)field(Oxm.IcmpV6Code)));
        body.Put16(0);
        body.Put32(0);
        if (type is 135 or 136)
        {
            body.Put128(field(Oxm.NdTarget));
            var option = type == 135 ? Oxm.NdSll : Oxm.NdTll;
            if (has(option))
            {
                body.Put16((ushort)((type == 135 ? 1 : 2) << 8 | 1));
                body.Mac((ulong)field(option));
            }
        }
        bytes.Put32(0x6000_0000);
        bytes.Put16((ushort)body.ToArray().Length);
        bytes.Put16((ushort)((ushort)field(Oxm.IpProto) << 8 | 255));
        bytes.Put128(field(Oxm.Ipv6Src));
        bytes.Put128(field(Oxm.Ipv6Dst));
        bytes.Put(body.ToArray());
    }

    private sealed class Writer
    {
        private readonly List<byte> bytes = [];

        public byte[] ToArray() => [.. bytes];

        public void Put(byte[] more) => bytes.AddRange(more);

        public void Zeros(int count) => bytes.AddRange(new byte[count]);

        public void Put16(ushort value) => bytes.AddRange([(byte)(value >> 8), (byte)value]);

        public void Put32(uint value)
        {
            Put16((ushort)(value >> 16));
            Put16((ushort)value);
        }

        public void Put128(UInt128 value)
        {
            var all = new byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(all, value);
            Put(all);
        }

        public void Mac(ulong value)
        {
            Put16((ushort)(value >> 32));
            Put32((uint)value);
        }
    }
}
