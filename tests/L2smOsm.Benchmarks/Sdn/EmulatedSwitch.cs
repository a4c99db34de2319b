using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Pipeline;
using L2smOsm.Testing.Switching;

namespace L2smOsm.Benchmarks.Sdn;

/// <summary>
/// A switch on the loopback that holds its tables and forwards nothing: it answers a handshake, dumps and barriers as Open vSwitch does, and
/// refuses what it does not know. Tables outlive connections. Nothing in it is O(tables) but a dump.
/// </summary>
internal sealed class EmulatedSwitch(DatapathId id, IReadOnlyCollection<uint> ports)
{
    private readonly Dictionary<FlowKey, FlowStats> flows = [];
    private readonly Dictionary<uint, GroupDescription> groups = [];
    private readonly SemaphoreSlim writing = new(1);
    private PipeWriter? output;

    /// <summary>Is given what the controller sends out of a port; null: it is lost.</summary>
    public Action<EmulatedSwitch, PacketOut>? FrameSent { get; init; }

    public DatapathId Id => id;

    /// <summary>Flow and group mods since the last <see cref="RunAsync"/> began.</summary>
    public int Mods { get; private set; }

    /// <summary>Connects and answers until cancelled or closed.</summary>
    /// <param name="controller">Whom to dial.</param>
    /// <param name="programmed">Called at the first flow mod.</param>
    /// <param name="cancellation">Hangs up.</param>
    public async Task RunAsync(IPEndPoint controller, Action programmed, CancellationToken cancellation)
    {
        Mods = 0;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(controller, cancellation);
        await using var stream = new NetworkStream(socket);
        var input = PipeReader.Create(stream);
        output = PipeWriter.Create(stream);
        OpenFlowCodec.Encode(new Hello(OpenFlowCodec.Version13, [OpenFlowCodec.Version13]), output);
        await output.FlushAsync(cancellation);
        while (true)
        {
            var read = await input.ReadAsync(cancellation);
            await writing.WaitAsync(cancellation);
            try
            {
                input.AdvanceTo(await AnswerAsync(read.Buffer, programmed, cancellation), read.Buffer.End);
            }
            finally
            {
                writing.Release();
            }
            if (read.IsCompleted) return;
        }
    }

    private async Task<SequencePosition> AnswerAsync(ReadOnlySequence<byte> buffer, Action programmed, CancellationToken cancellation)
    {
        var to = output!;
        while (OpenFlowFraming.TryReadFrame(ref buffer, out var frame))
        {
            var message = OpenFlowCodec.Decode(frame);
            if (message is FlowMod && Mods++ == 0) programmed();
            else if (message is GroupMod) Mods++;
            foreach (var answer in AnswersTo(message))
            {
                OpenFlowCodec.Encode(answer, message.Xid, to);
                if (to.UnflushedBytes > 64 * 1024) await to.FlushAsync(cancellation);
            }
        }
        await to.FlushAsync(cancellation);
        return buffer.Start;
    }

    /// <summary>Shows the controller a frame that came in.</summary>
    public async Task ShowAsync(PacketIn frame)
    {
        if (output is not { } open) return; // not there yet
        await writing.WaitAsync();
        try
        {
            OpenFlowCodec.Encode(frame, 0, open);
            await open.FlushAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The controller was killed: the frame is lost.
        }
        finally
        {
            writing.Release();
        }
    }

    private IEnumerable<OpenFlowMessage> AnswersTo(OpenFlowMessage message)
    {
        switch (message)
        {
            case EchoRequest echo: return [new EchoReply(echo.Data)];
            case FeaturesRequest: return [new FeaturesReply(id, 0, 254, 0, 0x4f)];
            case DescriptionRequest: return [new DescriptionReply("L2SM", "emulated", "1", "", "")];
            case PortDescriptionRequest: return Parts(ports.Select(port => FakeSwitch.NewPort(id, port)), 500, part => new PortDescriptionReply(part));
            case FlowStatsRequest ask:
                return Parts(flows.Values.Where(flow => (flow.Cookie & ask.CookieMask) == (ask.Cookie & ask.CookieMask)), 300, part => new FlowStatsReply(part));
            case GroupDescriptionRequest: return Parts(groups.Values, 50, part => new GroupDescriptionReply(part));
            case BarrierRequest: return [new BarrierReply()];
            case FlowMod mod: Apply(mod); return [];
            case GroupMod mod: Apply(mod); return [];
            case PacketOut sent: FrameSent?.Invoke(this, sent); return [];
            case Hello or EchoReply or SetConfig or ErrorMessage: return [];
            case MultipartRequest: return [new ErrorMessage(1, 2, [])]; // BAD_REQUEST/BAD_MULTIPART
            default: return [new ErrorMessage(1, 1, [])]; // BAD_REQUEST/BAD_TYPE
        }
    }

    private void Apply(FlowMod mod)
    {
        var key = new FlowKey(mod.TableId, mod.Priority, mod.Match);
        switch (mod.Command)
        {
            case FlowModCommand.Add:
                flows[key] = new FlowStats(mod.TableId, 0, 0, mod.Priority, mod.IdleTimeout, mod.HardTimeout, mod.Flags, mod.Cookie, 0, 0, mod.Match, mod.Instructions);
                break;
            case FlowModCommand.DeleteStrict: flows.Remove(key); break;
            default: break; // by cookie: nothing is learned here
        }
    }

    private void Apply(GroupMod mod)
    {
        if (mod.Command == GroupModCommand.Delete) groups.Remove(mod.GroupId);
        else groups[mod.GroupId] = new GroupDescription(mod.GroupType, mod.GroupId, mod.Buckets);
    }

    private static IEnumerable<OpenFlowMessage> Parts<T>(IEnumerable<T> items, int size, Func<EquatableArray<T>, MultipartReply> reply)
        where T : IEquatable<T>
    {
        var parts = items.Chunk(size).ToArray();
        if (parts.Length == 0) parts = [[]];
        for (var i = 0; i < parts.Length; i++) yield return reply(parts[i].ToEquatableArray()) with { More = i < parts.Length - 1 };
    }
}
