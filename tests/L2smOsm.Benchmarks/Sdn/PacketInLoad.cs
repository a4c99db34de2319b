using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;

namespace L2smOsm.Benchmarks.Sdn;

/// <summary>
/// Switches that do nothing but send frames up: each keeps a number of packet-ins unanswered, and a packet-out is the answer. Raw bytes, so
/// that the generator is not what is measured.
/// </summary>
internal sealed class PacketInLoad(IPEndPoint controller, int switches, int window)
{
    private const int Hosts = 16;
    private long answers;

    /// <summary>Answers per second after a warm-up, once both ways of all hosts are learned, and the controller's processor time for each.</summary>
    public async Task<(double PerSecond, double CpuMicroseconds)> MeasureAsync(Func<TimeSpan> cpu, TimeSpan warmup, TimeSpan time)
    {
        using var stop = new CancellationTokenSource();
        var work = Enumerable.Range(1, switches).Select(at => Task.Run(() => RunAsync(at, stop.Token))).ToArray();
        await Task.WhenAny(Task.Delay(warmup), Task.WhenAll(work));
        var (before, used, watch) = (Interlocked.Read(ref answers), cpu(), Stopwatch.StartNew());
        await Task.Delay(time);
        var (count, spent, elapsed) = (Interlocked.Read(ref answers) - before, cpu() - used, watch.Elapsed);
        await stop.CancelAsync();
        foreach (var each in work)
            try
            {
                await each;
            }
            catch (OperationCanceledException)
            {
                // Told to stop.
            }
        if (count == 0) throw new InvalidOperationException("no packet-in was answered");
        return (count / elapsed.TotalSeconds, spent.TotalMicroseconds / count);
    }

    private async Task RunAsync(int at, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(controller, cancellation);
        await socket.SendAsync(new byte[] { 4, 0, 0, 16, 0, 0, 0, 1, 0, 1, 0, 8, 0, 0, 0, 0x10 }, cancellation);
        var packets = Enumerable.Range(0, Hosts).Select(host => Packet(at, host)).ToArray();
        var batch = packets.SelectMany(packet => packet).ToArray();
        var (buffer, held, sent) = (new byte[256 * 1024], 0, false);
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(held), cancellation);
            if (read == 0) throw new InvalidOperationException("the controller hung up");
            held += read;
            var (offset, due, first) = (0, 0, 0);
            while (held - offset >= 8 && BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(offset + 2)) is var length && held - offset >= length)
            {
                if ((MessageType)buffer[offset + 1] == MessageType.PacketOut) due++;
                else if (Answer(at, buffer.AsSpan(offset, length)) is { } answer) await socket.SendAsync(answer, cancellation);
                // The first flow mod, or the first silence after the handshake, says that the controller is there.
                if (!sent && (MessageType)buffer[offset + 1] is MessageType.FlowMod or MessageType.SetConfig) (sent, first) = (true, window);
                offset += length;
            }
            buffer.AsSpan(offset, held - offset).CopyTo(buffer);
            held -= offset;
            Interlocked.Add(ref answers, due);
            for (var left = due + first; left > 0; left -= Hosts)
                await socket.SendAsync(batch.AsMemory(0, Math.Min(left, Hosts) * packets[0].Length), cancellation);
        }
    }

    /// <summary>A frame of 60 bytes from one host of the switch to the next.</summary>
    private static byte[] Packet(int at, int host)
    {
        var frame = new byte[60];
        Host(at, (host + 1) % Hosts, frame);
        Host(at, host, frame.AsSpan(6));
        frame[12] = 8;
        return Encode(new PacketIn(PacketOut.NoBuffer, 60, PacketInReason.NoMatch, 0, ulong.MaxValue, Match.Of(MatchField.InPort((uint)host + 1)), frame.ToEquatableArray()), 0);
    }

    private static void Host(int at, int host, Span<byte> address)
    {
        address[0] = 2;
        address[4] = (byte)at;
        address[5] = (byte)host;
    }

    private static byte[]? Answer(int at, ReadOnlySpan<byte> message)
    {
        var xid = BinaryPrimitives.ReadUInt32BigEndian(message[4..]);
        return (MessageType)message[1] switch
        {
            MessageType.EchoRequest => [4, 3, .. message[2..]],
            MessageType.FeaturesRequest => Encode(new FeaturesReply(new DatapathId((ulong)at), 0, 254, 0, 0x4f), xid),
            MessageType.BarrierRequest => Encode(new BarrierReply(), xid),
            MessageType.MultipartRequest when message[9] == 13 =>
                Encode(new PortDescriptionReply(Enumerable.Range(1, Hosts).Select(port => Testing.Switching.FakeSwitch.NewPort(new DatapathId((ulong)at), (uint)port)).ToEquatableArray()), xid),
            MessageType.MultipartRequest => Encode(new ErrorMessage(1, 2, []), xid),
            _ => null,
        };
    }

    private static byte[] Encode(OpenFlowMessage message, uint xid)
    {
        var writer = new System.Buffers.ArrayBufferWriter<byte>();
        OpenFlowCodec.Encode(message, xid, writer);
        return writer.WrittenSpan.ToArray();
    }
}
