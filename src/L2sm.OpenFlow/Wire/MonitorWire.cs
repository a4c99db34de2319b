using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Wire;

/// <summary>Requests and replies of flow monitors (ONF extension 187; multipart experimenter 0x4f4e4600, type 1870).</summary>
internal static class MonitorWire
{
    public const uint Monitor = 1870;
    private const ushort Abbreviated = 3;
    private const int UpdateHeader = 4;
    private const int AbbreviatedLength = 8;

    public static FlowMonitorRequest ReadRequest(ref WireReader body)
    {
        // What follows a monitor's fixed part ends where its match ends, so only reading tells how many there are.
        List<FlowMonitor> monitors = [];
        while (body.Remaining > 0)
        {
            var id = body.UInt32();
            var flags = (FlowMonitorFlags)body.UInt16();
            int length = body.UInt16();
            var port = body.UInt32();
            var table = body.Byte();
            body.Skip(3);
            monitors.Add(new FlowMonitor(id, flags, MatchWire.Read(ref body, length), table, port));
        }
        return new FlowMonitorRequest(monitors.ToEquatableArray());
    }

    public static void WriteRequest(FlowMonitorRequest request, ref WireWriter writer)
    {
        WriteHeader(ref writer);
        foreach (var monitor in request.Monitors)
        {
            writer.UInt32(monitor.Id);
            writer.UInt16((ushort)monitor.Flags);
            var length = writer.BeginLength();
            writer.UInt32(monitor.OutPort);
            writer.Byte(monitor.TableId);
            writer.Zeros(3);
            var start = writer.Position;
            writer.SetLength(length, MatchWire.Write(monitor.Match, ref writer) - start);
        }
    }

    public static FlowMonitorReply ReadReply(ref WireReader body) => new(ListReader.OfOwnLength<FlowUpdate>(0, ref body, ReadUpdate));

    public static void WriteReply(FlowMonitorReply reply, ref WireWriter writer)
    {
        WriteHeader(ref writer);
        foreach (var update in reply.Updates) WriteUpdate(update, ref writer);
    }

    private static FlowUpdate ReadUpdate(ref WireReader reader)
    {
        var at = reader.Offset;
        int length = reader.UInt16();
        if (length < UpdateHeader) throw new OpenFlowFormatException($"A flow update says {length} bytes; its header alone has {UpdateHeader}", at);
        var body = reader.Nested(length - sizeof(ushort), "flow update");
        var what = body.UInt16();
        if (what == Abbreviated && length == AbbreviatedLength) return new OwnFlowUpdate(body.UInt32());
        if (what > (ushort)FlowUpdateEvent.Modified) return new RawFlowUpdate(what, body.Rest());
        var reasonAt = body.Offset;
        var reason = body.UInt16();
        if (reason > byte.MaxValue) throw new OpenFlowFormatException($"A flow update has the reason {reason}; at most {byte.MaxValue} is expected", reasonAt);
        var priority = body.UInt16();
        var idle = body.UInt16();
        var hard = body.UInt16();
        int matchLength = body.UInt16();
        var table = body.Byte();
        body.Skip(1);
        var cookie = body.UInt64();
        var match = MatchWire.Read(ref body, matchLength);
        return new FlowChanged((FlowUpdateEvent)what, (FlowRemovedReason)reason, table, priority, idle, hard, cookie, match, InstructionWire.ReadAll(ref body));
    }

    private static void WriteUpdate(FlowUpdate update, ref WireWriter writer)
    {
        var start = writer.Position;
        var length = writer.BeginLength();
        switch (update)
        {
            case FlowChanged flow:
                writer.UInt16((ushort)flow.Event);
                writer.UInt16((ushort)flow.Reason);
                writer.UInt16(flow.Priority);
                writer.UInt16(flow.IdleTimeout);
                writer.UInt16(flow.HardTimeout);
                var matchLength = writer.BeginLength();
                writer.Byte(flow.TableId);
                writer.Zeros(1);
                writer.UInt64(flow.Cookie);
                var matchStart = writer.Position;
                writer.SetLength(matchLength, MatchWire.Write(flow.Match, ref writer) - matchStart);
                InstructionWire.WriteAll(flow.Instructions, ref writer);
                break;
            case OwnFlowUpdate own:
                writer.UInt16(Abbreviated);
                writer.UInt32(own.RequestXid);
                break;
            case RawFlowUpdate raw:
                writer.UInt16(raw.Event);
                writer.Bytes(raw.Body.AsSpan());
                break;
            default:
                throw new InvalidOperationException($"A flow update of type {update.GetType()} cannot be written: derive none of your own, use {nameof(RawFlowUpdate)}");
        }
        writer.EndLength(length, start);
    }

    private static void WriteHeader(ref WireWriter writer)
    {
        writer.UInt32(OnfWire.Experimenter);
        writer.UInt32(Monitor);
    }
}
