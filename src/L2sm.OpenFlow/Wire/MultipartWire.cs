using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Wire;

/// <summary>Multipart requests and replies (OpenFlow 1.3.5 §7.3.5).</summary>
internal static class MultipartWire
{
    private const int DescriptionText = 256;
    private const int SerialText = 32;
    private const ushort MoreFlag = 1;

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
            MultipartType.PortStats => new PortStatsRequest(ReadNumber(ref body)),
            MultipartType.Flow => StatsWire.ReadFlowRequest(ref body),
            MultipartType.Meter => new MeterStatsRequest(ReadNumber(ref body)),
            MultipartType.MeterConfig => new MeterConfigRequest(ReadNumber(ref body)),
            MultipartType.MeterFeatures => new MeterFeaturesRequest(),
            MultipartType.Experimenter when IsMonitor(ref body) => MonitorWire.ReadRequest(ref body),
            _ => new RawMultipartRequest(type, body.Rest()),
        };
        request.SetMore(more);
        return request;
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
            MultipartType.PortDescription => new PortDescriptionReply(ListReader.OfSize<PortDescription>(PortWire.Size, ref body, PortWire.Read)),
            MultipartType.GroupDescription => new GroupDescriptionReply(ListReader.OfOwnLength<GroupDescription>(0, ref body, GroupWire.ReadDescription)),
            MultipartType.Table => new TableStatsReply(ListReader.OfSize<TableStats>(StatsWire.TableSize, ref body, StatsWire.ReadTable)),
            MultipartType.PortStats => new PortStatsReply(ListReader.OfSize<PortStats>(StatsWire.PortSize, ref body, StatsWire.ReadPort)),
            MultipartType.Flow => new FlowStatsReply(ListReader.OfOwnLength<FlowStats>(0, ref body, StatsWire.ReadFlow)),
            MultipartType.Meter => new MeterStatsReply(ListReader.OfOwnLength<MeterStats>(4, ref body, MeterWire.ReadStats)),
            MultipartType.MeterConfig => new MeterConfigReply(ListReader.OfOwnLength<MeterConfig>(0, ref body, MeterWire.ReadConfig)),
            MultipartType.MeterFeatures => MeterWire.ReadFeatures(ref body),
            MultipartType.Experimenter when IsMonitor(ref body) => MonitorWire.ReadReply(ref body),
            _ => new RawMultipartReply(type, body.Rest()),
        };
        reply.SetMore(more);
        return reply;
    }

    public static void WriteRequest(MultipartRequest request, ref WireWriter writer)
    {
        WriteHeader(request.MultipartType, request.More, ref writer);
        switch (request)
        {
            case DescriptionRequest or PortDescriptionRequest or GroupDescriptionRequest or TableStatsRequest or MeterFeaturesRequest:
                break;
            case PortStatsRequest ports:
                WriteNumber(ports.PortNo, ref writer);
                break;
            case MeterStatsRequest meters:
                WriteNumber(meters.MeterId, ref writer);
                break;
            case MeterConfigRequest meters:
                WriteNumber(meters.MeterId, ref writer);
                break;
            case FlowMonitorRequest monitors:
                MonitorWire.WriteRequest(monitors, ref writer);
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
            case MeterStatsReply meters:
                foreach (var meter in meters.Meters) MeterWire.WriteStats(meter, ref writer);
                break;
            case MeterConfigReply meters:
                foreach (var meter in meters.Meters) MeterWire.WriteConfig(meter, ref writer);
                break;
            case MeterFeaturesReply features:
                MeterWire.WriteFeatures(features, ref writer);
                break;
            case FlowMonitorReply updates:
                MonitorWire.WriteReply(updates, ref writer);
                break;
            case RawMultipartReply raw:
                writer.Bytes(raw.Body.AsSpan());
                break;
            default:
                throw new InvalidOperationException($"A reply of type {reply.GetType()} cannot be written: derive none of your own, use {nameof(RawMultipartReply)}");
        }
    }

    /// <summary>A number of a port or meter, and its padding.</summary>
    private static uint ReadNumber(ref WireReader body)
    {
        var number = body.UInt32();
        body.Skip(4);
        return number;
    }

    private static void WriteNumber(uint number, ref WireWriter writer)
    {
        writer.UInt32(number);
        writer.Zeros(4);
    }

    /// <summary>Takes the experimenter's header if it is the flow monitor's; else takes nothing.</summary>
    private static bool IsMonitor(ref WireReader body)
    {
        const int Header = 2 * sizeof(uint);
        if (body.Remaining < Header) return false;
        var ahead = new WireReader(body.Ahead, body.Offset, body.What);
        if (ahead.UInt32() != OnfWire.Experimenter || ahead.UInt32() != MonitorWire.Monitor) return false;
        body.Skip(Header);
        return true;
    }

    private static void WriteHeader(MultipartType type, bool more, ref WireWriter writer)
    {
        writer.UInt16((ushort)type);
        writer.UInt16(more ? MoreFlag : (ushort)0);
        writer.Zeros(4);
    }
}
