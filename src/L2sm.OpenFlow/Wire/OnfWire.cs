using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Wire;

/// <summary>The ONF's extensions of OpenFlow 1.3: bundles (230) and flow monitors (187), as Open vSwitch has them.</summary>
internal static class OnfWire
{
    public const uint Experimenter = 0x4f4e_4600;
    public const uint BundleAdd = 2301;
    private const uint BundleControl = 2300;
    private const uint MonitorCancel = 1870;
    private const uint MonitorPaused = 1871;
    private const uint MonitorResumed = 1872;

    /// <summary>A message of these extensions, or as it is if it is none, or has more than is known here.</summary>
    public static OpenFlowMessage Read(uint xid, ref WireReader body)
    {
        var id = body.UInt32();
        var type = body.UInt32();
        if (id == Experimenter)
        {
            switch (type)
            {
                case BundleControl when body.Remaining == 8:
                    return new BundleControl(body.UInt32(), (BundleControlType)body.UInt16(), (BundleFlags)body.UInt16());
                case BundleAdd when ReadAdd(xid, ref body) is { } add:
                    return add;
                case MonitorCancel when body.Remaining == sizeof(uint):
                    return new FlowMonitorCancel(body.UInt32());
                case MonitorPaused when body.Remaining == 0:
                    return new FlowMonitorPaused();
                case MonitorResumed when body.Remaining == 0:
                    return new FlowMonitorResumed();
            }
        }
        return new Experimenter(id, type, body.Rest());
    }

    public static void WriteControl(BundleControl control, ref WireWriter writer)
    {
        WriteHeader(BundleControl, ref writer);
        writer.UInt32(control.BundleId);
        writer.UInt16((ushort)control.ControlType);
        writer.UInt16((ushort)control.Flags);
    }

    public static void WriteAdd(BundleAddMessage add, uint xid, ref WireWriter writer)
    {
        WriteHeader(BundleAdd, ref writer);
        writer.UInt32(add.BundleId);
        writer.Zeros(2);
        writer.UInt16((ushort)add.Flags);
        MessageWriter.Write(add.Change, xid, ref writer);
    }

    public static void WriteCancel(FlowMonitorCancel cancel, ref WireWriter writer)
    {
        WriteHeader(MonitorCancel, ref writer);
        writer.UInt32(cancel.Id);
    }

    public static void WritePaused(ref WireWriter writer) => WriteHeader(MonitorPaused, ref writer);

    public static void WriteResumed(ref WireWriter writer) => WriteHeader(MonitorResumed, ref writer);

    private static void WriteHeader(uint type, ref WireWriter writer)
    {
        writer.UInt32(Experimenter);
        writer.UInt32(type);
    }

    /// <summary>Null, with nothing read, if raw bytes keep it better: another transaction id inside, properties behind, or a bundle in a bundle.</summary>
    private static BundleAddMessage? ReadAdd(uint xid, ref WireReader body)
    {
        const int Fixed = 8;
        const int TypeAt = Fixed + 1;
        const int LengthAt = Fixed + 2;
        const int XidAt = Fixed + 4;
        var ahead = new WireReader(body.Ahead, body.Offset, body.What);
        if (ahead.Remaining < Fixed + OpenFlowCodec.HeaderLength) return null;
        var inner = ahead.Ahead;
        if ((MessageType)inner[TypeAt] == MessageType.Experimenter
            || System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(inner[LengthAt..]) != inner.Length - Fixed
            || System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(inner[XidAt..]) != xid)
        {
            return null;
        }
        var bundle = body.UInt32();
        body.Skip(2);
        var flags = (BundleFlags)body.UInt16();
        var version = body.Byte();
        var type = (MessageType)body.Byte();
        body.Skip(OpenFlowCodec.HeaderLength - 2);
        OpenFlowCodec.ExpectVersion(version, type, body.Offset - OpenFlowCodec.HeaderLength);
        var change = body.Nested(body.Remaining, MessageNames.Of(type));
        return new BundleAddMessage(bundle, flags, MessageReader.Read(version, type, xid, ref change));
    }
}
