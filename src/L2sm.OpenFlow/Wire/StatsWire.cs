using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Wire;

/// <summary>Statistics of flows, tables and ports (OpenFlow 1.3.5 §7.3.5.2, §7.3.5.4, §7.3.5.6).</summary>
internal static class StatsWire
{
    public const int TableSize = 24;
    public const int PortSize = 112;
    private const int FlowHeader = 48;

    public static FlowStatsRequest ReadFlowRequest(ref WireReader body)
    {
        var table = body.Byte();
        body.Skip(3);
        var port = body.UInt32();
        var group = body.UInt32();
        body.Skip(4);
        return new FlowStatsRequest(table, port, group, body.UInt64(), body.UInt64(), MatchWire.Read(ref body));
    }

    public static void WriteFlowRequest(FlowStatsRequest request, ref WireWriter writer)
    {
        writer.Byte(request.TableId);
        writer.Zeros(3);
        writer.UInt32(request.OutPort);
        writer.UInt32(request.OutGroup);
        writer.Zeros(4);
        writer.UInt64(request.Cookie);
        writer.UInt64(request.CookieMask);
        MatchWire.Write(request.Match, ref writer);
    }

    public static FlowStats ReadFlow(ref WireReader reader)
    {
        var at = reader.Offset;
        int length = reader.UInt16();
        if (length < FlowHeader) throw new OpenFlowFormatException($"A flow says {length} bytes; its header alone has {FlowHeader}", at);
        var body = reader.Nested(length - sizeof(ushort), "flow");
        var table = body.Byte();
        body.Skip(1);
        var seconds = body.UInt32();
        var nanoseconds = body.UInt32();
        var priority = body.UInt16();
        var idle = body.UInt16();
        var hard = body.UInt16();
        var flags = (FlowModFlags)body.UInt16();
        body.Skip(4);
        return new FlowStats(table, seconds, nanoseconds, priority, idle, hard, flags,
            Cookie: body.UInt64(),
            PacketCount: body.UInt64(),
            ByteCount: body.UInt64(),
            Match: MatchWire.Read(ref body),
            Instructions: InstructionWire.ReadAll(ref body));
    }

    public static void WriteFlow(FlowStats flow, ref WireWriter writer)
    {
        var start = writer.Position;
        var length = writer.BeginLength();
        writer.Byte(flow.TableId);
        writer.Zeros(1);
        writer.UInt32(flow.DurationSeconds);
        writer.UInt32(flow.DurationNanoseconds);
        writer.UInt16(flow.Priority);
        writer.UInt16(flow.IdleTimeout);
        writer.UInt16(flow.HardTimeout);
        writer.UInt16((ushort)flow.Flags);
        writer.Zeros(4);
        writer.UInt64(flow.Cookie);
        writer.UInt64(flow.PacketCount);
        writer.UInt64(flow.ByteCount);
        MatchWire.Write(flow.Match, ref writer);
        InstructionWire.WriteAll(flow.Instructions, ref writer);
        writer.EndLength(length, start);
    }

    public static TableStats ReadTable(ref WireReader reader)
    {
        var table = reader.Byte();
        reader.Skip(3);
        return new TableStats(table, reader.UInt32(), reader.UInt64(), reader.UInt64());
    }

    public static void WriteTable(TableStats table, ref WireWriter writer)
    {
        writer.Byte(table.TableId);
        writer.Zeros(3);
        writer.UInt32(table.ActiveCount);
        writer.UInt64(table.LookupCount);
        writer.UInt64(table.MatchedCount);
    }

    public static PortStats ReadPort(ref WireReader reader)
    {
        var number = reader.UInt32();
        reader.Skip(4);
        return new PortStats(
            number,
            ReceivedPackets: reader.UInt64(),
            SentPackets: reader.UInt64(),
            ReceivedBytes: reader.UInt64(),
            SentBytes: reader.UInt64(),
            ReceiveDropped: reader.UInt64(),
            SendDropped: reader.UInt64(),
            ReceiveErrors: reader.UInt64(),
            SendErrors: reader.UInt64(),
            ReceiveFrameErrors: reader.UInt64(),
            ReceiveOverruns: reader.UInt64(),
            ReceiveCrcErrors: reader.UInt64(),
            Collisions: reader.UInt64(),
            DurationSeconds: reader.UInt32(),
            DurationNanoseconds: reader.UInt32());
    }

    public static void WritePort(PortStats port, ref WireWriter writer)
    {
        writer.UInt32(port.PortNo);
        writer.Zeros(4);
        writer.UInt64(port.ReceivedPackets);
        writer.UInt64(port.SentPackets);
        writer.UInt64(port.ReceivedBytes);
        writer.UInt64(port.SentBytes);
        writer.UInt64(port.ReceiveDropped);
        writer.UInt64(port.SendDropped);
        writer.UInt64(port.ReceiveErrors);
        writer.UInt64(port.SendErrors);
        writer.UInt64(port.ReceiveFrameErrors);
        writer.UInt64(port.ReceiveOverruns);
        writer.UInt64(port.ReceiveCrcErrors);
        writer.UInt64(port.Collisions);
        writer.UInt32(port.DurationSeconds);
        writer.UInt32(port.DurationNanoseconds);
    }
}
