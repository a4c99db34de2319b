using System.Collections.Concurrent;
using System.IO.Pipelines;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Messages;

namespace L2smOsm.Testing.Switching;

/// <summary>
/// A switch in process: a <see cref="SoftwareSwitch"/> that speaks OpenFlow over pipes, with the real codec from the other side. Faults on demand.
/// </summary>
public sealed class FakeSwitch : IAsyncDisposable
{
    private readonly Pipe toController = new();
    private readonly Pipe fromController = new();
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim writing = new(1);
    private readonly FakeExtensions extensions;
    private Task running = Task.CompletedTask;

    /// <summary>A switch with these ports, numbered from 1 unless said otherwise.</summary>
    public FakeSwitch(DatapathId id, SoftwareSwitch tables, params IEnumerable<uint> ports)
    {
        (Id, Tables, extensions) = (id, tables, new FakeExtensions(tables));
        Ports = new(ports.ToDictionary(port => port, port => NewPort(id, port)));
        Transport = new DuplexPipe(toController.Reader, fromController.Writer);
    }

    /// <summary>Its id.</summary>
    public DatapathId Id { get; }

    /// <summary>What it holds; lock it while the session runs.</summary>
    public SoftwareSwitch Tables { get; }

    /// <summary>Held while its tables are read or changed; switches that share it change one at a time.</summary>
    public Lock Gate { get; init; } = new();

    /// <summary>Its ports.</summary>
    public ConcurrentDictionary<uint, PortDescription> Ports { get; }

    /// <summary>The controller's end.</summary>
    public IDuplexPipe Transport { get; }

    /// <summary>It speaks plain OpenFlow 1.3: no bundles, no flow monitors, no meters.</summary>
    public bool IsPlain { get; set; }

    /// <summary>All messages from the controller, in order; changes in a bundle as themselves.</summary>
    public ConcurrentQueue<OpenFlowMessage> Received { get; } = [];

    /// <summary>While false, barriers are not answered, nor are commits of bundles.</summary>
    public bool AnswersBarriers { get; set; } = true;

    /// <summary>While false, nothing is answered.</summary>
    public bool AnswersAnything { get; set; } = true;

    /// <summary>What it says to a message instead of what is right; null for what is right.</summary>
    public Func<OpenFlowMessage, IEnumerable<OpenFlowMessage>?> AnswersWith { get; set; } = _ => null;

    /// <summary>Refuses the mods for which it gives an error.</summary>
    public Func<OpenFlowMessage, (ushort Type, ushort Code)?> Refuses { get; set; } = _ => null;

    /// <summary>Awaited before each message is looked at: a switch that is busy with something else.</summary>
    public Func<Task> Busy { get; set; } = () => Task.CompletedTask;

    /// <summary>Called under <see cref="Gate"/> after each change of its tables that the controller made.</summary>
    public Action<FakeSwitch>? Changed { get; set; }

    /// <summary>The role of the controller, and the newest generation that it knows: all ones if none.</summary>
    public RoleReply Role { get; set; } = new(ControllerRole.Equal, ulong.MaxValue);

    /// <summary>Frames that the controller sent out of a port arrive here.</summary>
    public Action<FakeSwitch, PacketOut>? FrameSent { get; set; }

    /// <summary>Runs a frame through its tables.</summary>
    public IReadOnlyList<Departure> Process(uint inPort, ulong tunnelId, Frame frame)
    {
        lock (Gate) return Tables.Process(inPort, tunnelId, frame);
    }

    /// <summary>Puts a flow back as if the switch had learned it just now.</summary>
    public void Learn(FlowStats flow)
    {
        lock (Gate)
            Tables.Apply(new FlowMod { Command = FlowModCommand.Add, TableId = flow.TableId, Priority = flow.Priority, Match = flow.Match, Cookie = flow.Cookie, Instructions = flow.Instructions });
    }

    /// <summary>Changes its tables as another controller would.</summary>
    public async Task ChangeByStrangerAsync(Action<SoftwareSwitch> change)
    {
        IReadOnlyList<OpenFlowMessage> told;
        lock (Gate) told = extensions.ChangeByStranger(change);
        foreach (var report in told) await SendAsync(report);
    }

    /// <summary>Starts to talk.</summary>
    public FakeSwitch Start()
    {
        // In the pipe before anybody else can have the switch send a frame.
        var hello = SendAsync(new Hello(OpenFlowCodec.Version13, [OpenFlowCodec.Version13]));
        running = Task.Run(() => RunAsync(hello));
        return this;
    }

    /// <summary>Says something to the controller.</summary>
    public async Task SendAsync(OpenFlowMessage message)
    {
        await writing.WaitAsync();
        try
        {
            OpenFlowCodec.Encode(message, toController.Writer);
            await toController.Writer.FlushAsync();
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        await writing.WaitAsync();
        try
        {
            await toController.Writer.WriteAsync(bytes);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Does nothing more, and tells nobody: the other end takes the connection for alive.</summary>
    public async Task FallSilentAsync()
    {
        await stop.CancelAsync();
        await running;
    }

    /// <summary>Breaks the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await FallSilentAsync();
        await toController.Writer.CompleteAsync();
        await fromController.Reader.CompleteAsync();
    }

    /// <summary>The plain description of a port that is up.</summary>
    public static PortDescription NewPort(DatapathId id, uint port) =>
        new(port, new MacAddress(0x0200_0000_0000 | (id.Value & 0xffff) << 16 | port), $"p{port}", 0, 0, 0, 0, 0, 0, 0, 0);

    private async Task RunAsync(Task hello)
    {
        try
        {
            await hello;
            while (!stop.IsCancellationRequested)
            {
                if (await ReadOrEndAsync() is not { } read) return;
                var buffer = read.Buffer;
                while (OpenFlowFraming.TryReadFrame(ref buffer, out var frame))
                {
                    await Busy().WaitAsync(stop.Token);
                    await HandleAsync(OpenFlowCodec.Decode(frame));
                }
                fromController.Reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted) return;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop.
        }
        catch (Exception fault)
        {
            // The controller sees the connection break, with the fake's own fault as the reason.
            await toController.Writer.CompleteAsync(new IOException(fault.ToString()));
            throw;
        }
    }

    /// <summary>The controller ends a session with its reason: for the switch, the connection is closed.</summary>
    private async Task<ReadResult?> ReadOrEndAsync()
    {
        try
        {
            return await fromController.Reader.ReadAsync(stop.Token);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async Task HandleAsync(OpenFlowMessage message)
    {
        Received.Enqueue(message is BundleAddMessage { Change: var inner } ? inner : message);
        if (!AnswersAnything) return;
        if (AnswersWith(message) is { } scripted)
        {
            foreach (var answer in scripted) await SendAsync(answer with { Xid = message.Xid });
            return;
        }
        switch (message)
        {
            case EchoRequest echo: await SendAsync(new EchoReply(echo.Data) { Xid = echo.Xid }); break;
            case RoleRequest role: await SendAsync(TakeRole(role)); break;
            case FeaturesRequest: await SendAsync(new FeaturesReply(Id, 0, 254, 0, 0) { Xid = message.Xid }); break;
            case DescriptionRequest: await SendAsync(new DescriptionReply("test", "software", "1", "", "") { Xid = message.Xid }); break;
            case PortDescriptionRequest: await SendAllAsync([.. Ports.Values], part => new PortDescriptionReply(part), message.Xid); break;
            case FlowStatsRequest request: await SendAllAsync(Dump(request), part => new FlowStatsReply(part), message.Xid); break;
            case GroupDescriptionRequest: await SendAllAsync(DumpGroups(), part => new GroupDescriptionReply(part), message.Xid); break;
            case BundleControl or BundleAddMessage or FlowMonitorRequest or MeterConfigRequest or MeterMod when IsPlain:
                await SendAsync(new ErrorMessage(1, message is MeterMod ? (ushort)1 : (ushort)3, []) { Xid = message.Xid }); // BAD_REQUEST/BAD_TYPE, BAD_EXPERIMENTER
                break;
            case BundleControl or BundleAddMessage when Role.Role == ControllerRole.Slave:
                await SendAsync(new ErrorMessage(1, 10, []) { Xid = message.Xid }); // BAD_REQUEST/IS_SLAVE
                break;
            case BundleControl control:
                IReadOnlyList<OpenFlowMessage> answers;
                lock (Gate)
                {
                    answers = extensions.Answer(control, Refuses);
                    if (control.ControlType == BundleControlType.CommitRequest) Changed?.Invoke(this);
                }
                if (AnswersBarriers)
                    foreach (var answer in answers) await SendAsync(answer);
                break;
            case BundleAddMessage add:
                if (extensions.Add(add) is { } wrong) await SendAsync(wrong);
                break;
            case FlowMonitorRequest request: await SendAsync(extensions.Watch(request)); break;
            case MeterConfigRequest: await SendAllAsync(DumpMeters(), part => new MeterConfigReply(part), message.Xid); break;
            case BarrierRequest when AnswersBarriers: await SendAsync(new BarrierReply { Xid = message.Xid }); break;
            case FlowMod or GroupMod or MeterMod: await ApplyAsync(message); break;
            case PacketOut frame: FrameSent?.Invoke(this, frame); break;
            default: break;
        }
    }

    /// <summary>OpenFlow 1.3.5 §6.3.4: an older generation than the newest seen, by signed distance, is refused.</summary>
    private OpenFlowMessage TakeRole(RoleRequest asked)
    {
        if (asked.Role is ControllerRole.Master or ControllerRole.Slave)
        {
            if (Role.GenerationId != ulong.MaxValue && unchecked((long)(asked.GenerationId - Role.GenerationId)) < 0) return new ErrorMessage(11, 0, []) { Xid = asked.Xid };
            Role = new RoleReply(asked.Role, asked.GenerationId);
        }
        else if (asked.Role == ControllerRole.Equal)
        {
            Role = Role with { Role = ControllerRole.Equal };
        }
        return Role with { Xid = asked.Xid };
    }

    private async Task ApplyAsync(OpenFlowMessage message)
    {
        var error = Refuses(message);
        if (Role.Role == ControllerRole.Slave) error = (1, 10); // BAD_REQUEST/IS_SLAVE
        lock (Gate)
        {
            error ??= message is FlowMod flow ? Tables.Apply(flow) : message is MeterMod meter ? Tables.Apply(meter) : Tables.Apply((GroupMod)message);
            Changed?.Invoke(this);
        }
        if (error is { } e) await SendAsync(new ErrorMessage(e.Type, e.Code, []) { Xid = message.Xid });
        else if (message is FlowMod && extensions.TellOwn(message.Xid) is { } told) await SendAsync(told);
    }

    private FlowStats[] Dump(FlowStatsRequest request)
    {
        lock (Gate) return [.. Tables.Flows.Where(flow => Selected(flow, request))];
    }

    private static bool Selected(FlowStats flow, FlowStatsRequest request) =>
        (request.TableId == 0xff || flow.TableId == request.TableId)
        && (flow.Cookie & request.CookieMask) == (request.Cookie & request.CookieMask)
        && (request.OutPort == PortNumbers.Any || flow.Instructions.OfType<ApplyActions>().SelectMany(apply => apply.Actions)
            .Any(action => action is OutputAction output && output.Port == request.OutPort));

    private MeterConfig[] DumpMeters()
    {
        lock (Gate) return [.. Tables.Meters];
    }

    private GroupDescription[] DumpGroups()
    {
        lock (Gate) return [.. Tables.Groups];
    }

    private async Task SendAllAsync<T>(T[] items, Func<EquatableArray<T>, MultipartReply> reply, uint xid)
        where T : IEquatable<T>
    {
        var parts = items.Length == 0 ? [[]] : items.Chunk(100).ToArray();
        for (var i = 0; i < parts.Length; i++)
            await SendAsync(reply(parts[i].ToEquatableArray()) with { Xid = xid, More = i < parts.Length - 1 });
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
