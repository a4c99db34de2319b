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
/// What a switch takes, with bytes that are made beforehand and written as fast as it reads: no controller can push faster over one connection.
/// Either the very bundles that ours wrote, or flow mods like our address flows outside of any bundle, and one barrier.
/// </summary>
internal static class PushMeter
{
    private const uint Last = 7;
    private const ulong Cookie = 0x5d00_0000_0000_0000;

    /// <summary>Flows per second from the first byte to the barrier's answer, the median of some rounds.</summary>
    public static Task<double> FlowsPerSecondAsync(OpenVSwitch ovs, int flows, int rounds)
    {
        var mods = Mods(flows);
        return PerSecondAsync(ovs, mods, flows, message => message is BarrierReply { Xid: Last } ? 1 : 0, 1, rounds);
    }

    /// <summary>Changes per second of bundles that a controller wrote: the same bytes, from the first to the last commit's answer.</summary>
    public static Task<double> ChangesPerSecondAsync(OpenVSwitch ovs, RecordedPush push, int rounds)
    {
        var (bytes, changes, commits) = push.Bundles();
        return PerSecondAsync(ovs, bytes, changes, message => message is BundleControl { ControlType: BundleControlType.CommitReply } ? 1 : 0, commits, rounds);
    }

    private static async Task<double> PerSecondAsync(OpenVSwitch ovs, ReadOnlyMemory<byte> bytes, int changes, Func<OpenFlowMessage, int> confirms, int confirmations, int rounds)
    {
        var rates = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var transport = await ovs.ConnectAsync();
            OpenFlowCodec.Encode(new Hello(OpenFlowCodec.Version13, [OpenFlowCodec.Version13]), transport.Output);
            OpenFlowCodec.Encode(new BarrierRequest { Xid = 1 }, transport.Output);
            await transport.Output.FlushAsync();
            await AnsweredAsync(transport.Input, message => message is BarrierReply ? 1 : 0, 1);
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(WriteAsync(transport.Output, bytes), AnsweredAsync(transport.Input, confirms, confirmations));
            rates.Add(changes / watch.Elapsed.TotalSeconds);
            await transport.Output.CompleteAsync();
            await transport.Input.CompleteAsync();
            await ovs.OfctlAsync("del-flows");
            await ovs.OfctlAsync("del-groups");
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

    private static async Task AnsweredAsync(PipeReader input, Func<OpenFlowMessage, int> confirms, int confirmations)
    {
        while (true)
        {
            var read = await input.ReadAsync();
            var buffer = read.Buffer;
            while (OpenFlowFraming.TryReadFrame(ref buffer, out var frame))
            {
                var message = OpenFlowCodec.Decode(frame);
                if (message is ErrorMessage error) throw new InvalidOperationException($"the switch refused a change: {error.Describe()}");
                confirmations -= confirms(message);
            }
            input.AdvanceTo(buffer.Start, buffer.End);
            if (confirmations <= 0) return;
            if (read.IsCompleted) throw new InvalidOperationException("the switch hung up");
        }
    }
}
