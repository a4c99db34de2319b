using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2smOsm.Testing.Switching;

namespace L2smOsm.Benchmarks.Sdn;

/// <summary>
/// What a switch takes: flow mods like our address flows, made into bytes beforehand, written as fast as it reads, one barrier at the end. No
/// controller can push faster over one connection.
/// </summary>
internal static class PushMeter
{
    private const uint Last = 7;
    private const ulong Cookie = 0x5d00_0000_0000_0000;

    /// <summary>Flows per second from the first byte to the barrier's answer, the median of some rounds.</summary>
    public static async Task<double> FlowsPerSecondAsync(OpenVSwitch ovs, int flows, int rounds)
    {
        var mods = Mods(flows);
        var rates = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var transport = await ovs.ConnectAsync();
            OpenFlowCodec.Encode(new Hello(OpenFlowCodec.Version13, [OpenFlowCodec.Version13]), transport.Output);
            OpenFlowCodec.Encode(new BarrierRequest { Xid = 1 }, transport.Output);
            await transport.Output.FlushAsync();
            await AnsweredAsync(transport.Input, 1);
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(WriteAsync(transport.Output, mods), AnsweredAsync(transport.Input, Last));
            rates.Add(flows / watch.Elapsed.TotalSeconds);
            await transport.Output.CompleteAsync();
            await transport.Input.CompleteAsync();
            await ovs.OfctlAsync("del-flows", "table=20");
        }
        return Samples.Median(rates);
    }

    private static ReadOnlyMemory<byte> Mods(int flows)
    {
        var bytes = new ArrayBufferWriter<byte>();
        for (var i = 0; i < flows; i++)
            OpenFlowCodec.Encode(
                new FlowMod
                {
                    Command = FlowModCommand.Add,
                    TableId = 20,
                    Priority = 100,
                    Cookie = Cookie,
                    Match = Match.Of(MatchField.Metadata((ulong)(i % 1000) + 1), MatchField.EthDst(new MacAddress(0x0200_0000_0000UL + (ulong)i))),
                    Instructions = [new ApplyActions([new OutputAction((uint)(i % 4) + 1)])],
                },
                bytes);
        OpenFlowCodec.Encode(new BarrierRequest(), Last, bytes);
        return bytes.WrittenMemory;
    }

    private static async Task WriteAsync(PipeWriter output, ReadOnlyMemory<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at += 65536) await output.WriteAsync(bytes.Slice(at, Math.Min(65536, bytes.Length - at)));
    }

    private static async Task AnsweredAsync(PipeReader input, uint xid)
    {
        while (true)
        {
            var read = await input.ReadAsync();
            var buffer = read.Buffer;
            var done = false;
            while (OpenFlowFraming.TryReadFrame(ref buffer, out var frame))
                switch (OpenFlowCodec.Decode(frame))
                {
                    case BarrierReply barrier: done |= barrier.Xid == xid; break;
                    case ErrorMessage error: throw new InvalidOperationException($"the switch refused a flow: {error.Describe()}");
                    default: break;
                }
            input.AdvanceTo(buffer.Start, buffer.End);
            if (done) return;
            if (read.IsCompleted) throw new InvalidOperationException("the switch hung up");
        }
    }
}
