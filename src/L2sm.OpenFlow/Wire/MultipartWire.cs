using System.Collections.Immutable;
using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Wire;

/// <summary>Multipart requests and replies (OpenFlow 1.3.5 §7.3.5).</summary>
internal static class MultipartWire
{
    private const int DescriptionText = 256;
    private const int SerialText = 32;
    private const ushort MoreFlag = 1;

    private delegate T ReadItem<T>(ref WireReader reader);

    public static MultipartRequest ReadRequest(ref WireReader body)
    {
        var type = body.UInt16();
        var more = (body.UInt16() & MoreFlag) != 0;
        body.Skip(4);
        MultipartRequest request = (MultipartType)type switch
        {
            MultipartType.Description => new DescriptionRequest(),
            MultipartType.PortDescription => new PortDescriptionRequest(),
            MultipartType.GroupDescription => new GroupDescriptionRequest(),
            MultipartType.Table => new TableStatsRequest(),
            MultipartType.PortStats => ReadPortStatsRequest(ref body),
            MultipartType.Flow => StatsWire.ReadFlowRequest(ref body),
            _ => new RawMultipartRequest(type, body.Rest()),
        };
        return request with { More = more };
    }

    public static MultipartReply ReadReply(ref WireReader body)
    {
        var type = body.UInt16();
        var more = (body.UInt16() & MoreFlag) != 0;
        body.Skip(4);
        MultipartReply reply = (MultipartType)type switch
        {
            MultipartType.Description => new DescriptionReply(
                body.Text(DescriptionText), body.Text(DescriptionText), body.Text(DescriptionText), body.Text(SerialText), body.Text(DescriptionText)),
            MultipartType.PortDescription => new PortDescriptionReply(ReadAll(ref body, PortWire.Read)),
            MultipartType.GroupDescription => new GroupDescriptionReply(ReadAll(ref body, GroupWire.ReadDescription)),
            MultipartType.Table => new TableStatsReply(ReadAll(ref body, StatsWire.ReadTable)),
            MultipartType.PortStats => new PortStatsReply(ReadAll(ref body, StatsWire.ReadPort)),
            MultipartType.Flow => new FlowStatsReply(ReadAll(ref body, StatsWire.ReadFlow)),
            _ => new RawMultipartReply(type, body.Rest()),
        };
        return reply with { More = more };
    }

    public static void WriteRequest(MultipartRequest request, ref WireWriter writer)
    {
        WriteHeader(request.MultipartType, request.More, ref writer);
        switch (request)
        {
            case DescriptionRequest or PortDescriptionRequest or GroupDescriptionRequest or TableStatsRequest:
                break;
            case PortStatsRequest ports:
                writer.UInt32(ports.PortNo);
                writer.Zeros(4);
                break;
            case FlowStatsRequest flows:
                StatsWire.WriteFlowRequest(flows, ref writer);
                break;
            case RawMultipartRequest raw:
                writer.Bytes(raw.Body.AsSpan());
                break;
            default:
                throw new InvalidOperationException($"A request of type {request.GetType()} cannot be written: derive none of your own, use {nameof(RawMultipartRequest)}");
        }
    }

    public static void WriteReply(MultipartReply reply, ref WireWriter writer)
    {
        WriteHeader(reply.MultipartType, reply.More, ref writer);
        switch (reply)
        {
            case DescriptionReply description:
                writer.Text(description.Manufacturer, DescriptionText, "manufacturer");
                writer.Text(description.Hardware, DescriptionText, "hardware");
                writer.Text(description.Software, DescriptionText, "software");
                writer.Text(description.SerialNumber, SerialText, "serial number");
                writer.Text(description.DatapathDescription, DescriptionText, "datapath description");
                break;
            case PortDescriptionReply ports:
                foreach (var port in ports.Ports) PortWire.Write(port, ref writer);
                break;
            case GroupDescriptionReply groups:
                foreach (var group in groups.Groups) GroupWire.WriteDescription(group, ref writer);
                break;
            case TableStatsReply tables:
                foreach (var table in tables.Tables) StatsWire.WriteTable(table, ref writer);
                break;
            case PortStatsReply ports:
                foreach (var port in ports.Ports) StatsWire.WritePort(port, ref writer);
                break;
            case FlowStatsReply flows:
                foreach (var flow in flows.Flows) StatsWire.WriteFlow(flow, ref writer);
                break;
            case RawMultipartReply raw:
                writer.Bytes(raw.Body.AsSpan());
                break;
            default:
                throw new InvalidOperationException($"A reply of type {reply.GetType()} cannot be written: derive none of your own, use {nameof(RawMultipartReply)}");
        }
    }

    private static PortStatsRequest ReadPortStatsRequest(ref WireReader body)
    {
        var request = new PortStatsRequest(body.UInt32());
        body.Skip(4);
        return request;
    }

    private static void WriteHeader(MultipartType type, bool more, ref WireWriter writer)
    {
        writer.UInt16((ushort)type);
        writer.UInt16(more ? MoreFlag : (ushort)0);
        writer.Zeros(4);
    }

    private static EquatableArray<T> ReadAll<T>(ref WireReader body, ReadItem<T> read) where T : IEquatable<T>
    {
        var items = ImmutableArray.CreateBuilder<T>();
        while (body.Remaining > 0) items.Add(read(ref body));
        return new EquatableArray<T>(items.DrainToImmutable());
    }
}
