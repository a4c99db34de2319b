using System.Buffers.Binary;
using System.IO.Pipelines;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;

namespace L2smOsm.Benchmarks.Sdn;

/// <summary>
/// A learning switch as others' controllers have one, on our codec: each packet-in is decoded whole, its sender learned, and answered with a
/// flow mod and a packet-out. Our own data plane needs none of it; this shows what the codec costs.
/// </summary>
internal static class LearningResponder
{
    public static async Task RunAsync(IDuplexPipe transport)
    {
        var hosts = new Dictionary<ulong, uint>();
        OpenFlowCodec.Encode(new Hello(OpenFlowCodec.Version13, [OpenFlowCodec.Version13]), transport.Output);
        OpenFlowCodec.Encode(new FeaturesRequest(), transport.Output);
        OpenFlowCodec.Encode(new SetConfig(0, ushort.MaxValue), transport.Output);
        await transport.Output.FlushAsync();
        while (true)
        {
            var read = await transport.Input.ReadAsync();
            var buffer = read.Buffer;
            while (OpenFlowFraming.TryReadFrame(ref buffer, out var frame))
                if (OpenFlowCodec.Decode(frame) is PacketIn packet)
                    Answer(packet, hosts, transport.Output);
            transport.Input.AdvanceTo(buffer.Start, buffer.End);
            await transport.Output.FlushAsync();
            if (read.IsCompleted) return;
        }
    }

    private static void Answer(PacketIn packet, Dictionary<ulong, uint> hosts, PipeWriter output)
    {
        var data = packet.Data.AsSpan();
        var (to, from) = (BinaryPrimitives.ReadUInt64BigEndian(data) >> 16, BinaryPrimitives.ReadUInt64BigEndian(data[6..]) >> 16);
        var inPort = packet.InPort ?? 0;
        hosts[from] = inPort;
        EquatableArray<OpenFlowAction> actions = [new OutputAction(hosts.TryGetValue(to, out var port) ? port : PortNumbers.All)];
        if (port != 0)
            OpenFlowCodec.Encode(
                new FlowMod
                {
                    Command = FlowModCommand.Add,
                    Priority = 10,
                    Match = Match.Of(MatchField.InPort(inPort), MatchField.EthDst(new MacAddress(to)), MatchField.EthSrc(new MacAddress(from))),
                    Instructions = [new ApplyActions(actions)],
                },
                output);
        OpenFlowCodec.Encode(new PacketOut(packet.BufferId, inPort, actions, packet.Data), output);
    }
}
