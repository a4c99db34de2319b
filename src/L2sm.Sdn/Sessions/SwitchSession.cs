using System.Buffers;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Programming;
using L2sm.Sdn.Roles;
using L2sm.Sdn.Telemetry;
using L2sm.Sdn.Topology;
using Microsoft.Extensions.Logging;

namespace L2sm.Sdn.Sessions;

/// <summary>
/// One connection of one switch: handshake, liveness, requests and their replies. One reader, one writer, and one way to end:
/// <see cref="Close"/>. Whatever the peer does ends at most this session, with a reason.
/// </summary>
internal sealed class SwitchSession : IDisposable
{
    /// <summary>What Open vSwitch can number (its ports have 16 bits); more is no switch that we know.</summary>
    private const int MaxPorts = 0xff00;

    /// <summary>HELLO and three questions: all together have this many time limits, or a switch could drag out the parts of one answer for hours.</summary>
    private const int HandshakeRequests = 4;

    private const ushort BadRequest = 1, IsSlave = 10, BadExperimenter = 3, BadAction = 2;

    private readonly IDuplexPipe transport;
    private readonly SwitchPeer peer;
    private readonly L2smControllerOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly Outbox outbox;
    private readonly PendingRequests pending = new();
    private readonly CancellationTokenSource ended = new();
    private readonly TaskCompletionSource<Hello> hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SessionCounters counters = new();
    private readonly MessageCounts counts;
    private CloseKind closeKind;
    private volatile bool mayWrite;
    private uint lastXid;
    private long lastHeard;
    private string? closeReason;
    private volatile ImmutableSortedDictionary<uint, PortDescription> ports = ImmutableSortedDictionary<uint, PortDescription>.Empty;
    private volatile ImmutableSortedDictionary<uint, PortStatus> portReport = ImmutableSortedDictionary<uint, PortStatus>.Empty;

    /// <summary>A session that has not said anything yet.</summary>
    public SwitchSession(IDuplexPipe transport, SwitchPeer peer, SdnMeter meter, L2smControllerOptions options, TimeProvider clock, ILogger logger)
    {
        (this.transport, this.peer, Meter, this.options, this.clock, this.logger) = (transport, peer, meter, options, clock, logger);
        counts = meter.NewSession();
        outbox = new Outbox(transport.Output, counts, options.RequestTimeout, clock);
        lastHeard = clock.GetTimestamp();
    }

    /// <summary>Where it is measured.</summary>
    public SdnMeter Meter { get; }

    /// <summary>What goes to the switch.</summary>
    public Outbox Outbox => outbox;

    /// <summary>The peer, for people.</summary>
    public string RemoteAddress => peer.Address;

    /// <summary>We dialled the switch.</summary>
    public bool IsDialled => peer.IsDialled;

    /// <summary>Known after the handshake.</summary>
    public FeaturesReply? Features { get; private set; }

    /// <summary>Known after the handshake.</summary>
    public string Description { get; private set; } = "";

    /// <summary>Known after the handshake.</summary>
    public SwitchDialect Dialect { get; private set; }

    /// <summary>The ports as of the last message about them.</summary>
    public ImmutableSortedDictionary<uint, PortDescription> Ports => ports;

    /// <summary>The same ports, as people are told of them: kept beside, since a switch of thousands of ports reports them one by one.</summary>
    public ImmutableSortedDictionary<uint, PortStatus> PortReport => portReport;

    /// <summary>What passed so far.</summary>
    public SwitchCounters Counters => counters.Read();

    /// <summary>Set once the session is over.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>Why it ended; null while it lives.</summary>
    public string? CloseReason => Volatile.Read(ref closeReason);

    /// <summary>A port came, went or changed; called by the reader, after the handshake.</summary>
    public Action<PortDescription, PortStatusReason>? PortChanged { get; set; }

    /// <summary>A flow monitor reports changes; called by the reader.</summary>
    public Action<FlowMonitorReply>? FlowsChanged { get; set; }

    /// <summary>How long the switch has said nothing.</summary>
    public TimeSpan Silence => clock.GetElapsedTime(Interlocked.Read(ref lastHeard));

    /// <summary>A frame came to the controller; called by the reader, after the handshake.</summary>
    public Action<PacketIn>? PacketArrived { get; set; }

    /// <summary>All that has arrived by now is handled; called by the reader, before it waits for more.</summary>
    public Action? AllHandled { get; set; }

    /// <summary>Another controller became the switch's master: it refuses our changes. Called by the reader, once for each time we could write.</summary>
    public Action<ErrorMessage>? Demoted { get; set; }

    /// <summary>Whether changes and frames are sent: not before there is a role, nor by a standby.</summary>
    public bool MayWrite
    {
        get => mayWrite;
        set => mayWrite = value;
    }

    /// <summary>Serves the connection until it ends, with <paramref name="whenReady"/> running from the handshake on. Throws nothing for what the peer does.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> whenReady, CancellationToken cancellation)
    {
        using var registration = cancellation.Register(() => Close("the controller stops", CloseKind.Stopped));
        var work = new[]
        {
            Guard(ReadAsync),
            Guard(outbox.RunAsync),
            Guard(WatchLivenessAsync),
            Guard(async token =>
            {
                try
                {
                    await HandshakeAsync(token).WaitAsync(options.RequestTimeout * HandshakeRequests, clock, token);
                }
                catch (TimeoutException)
                {
                    throw new SessionClosedException($"the handshake was not over within {options.RequestTimeout.TotalSeconds * HandshakeRequests:0.#} s", CloseKind.Timeout);
                }
                await whenReady(token);
            }),
        };
        await Task.WhenAll(work);
        // With a reason, so that what is not written yet is dropped: a peer that does not read must not hold us up.
        await transport.Output.CompleteAsync(new SessionClosedException(CloseReason!));
        await transport.Input.CompleteAsync();
        Meter.SessionOver(counts, closeKind);
    }

    /// <summary>Ends the session: the first reason counts.</summary>
    public void Close(string reason, CloseKind kind)
    {
        if (Interlocked.CompareExchange(ref closeReason, reason, null) is not null) return;
        closeKind = kind;
        pending.Close(reason);
        hello.TrySetException(new SessionClosedException(reason));
        ended.Cancel();
    }

    /// <summary>Asks, and gives the reply with all its parts.</summary>
    /// <exception cref="SessionClosedException">The session ended, or no answer came in time, which ends it.</exception>
    /// <exception cref="RequestRefusedException">The switch answered with an error.</exception>
    public async Task<IReadOnlyList<OpenFlowMessage>> RequestAsync(OpenFlowMessage request)
    {
        var answer = await AskAsync(request, options.RequestTimeout) ?? throw Unanswered(request);
        return answer.Refusal is { } refusal ? throw new RequestRefusedException(refusal) : answer.Parts;
    }

    /// <summary>Asks for what the switch may refuse. Null if it does.</summary>
    /// <param name="request">The question.</param>
    /// <param name="patient">The switch is known to answer: silence ends the session as ever. Else it may never have heard of such: silence is a refusal too.</param>
    /// <exception cref="SessionClosedException">The session ended.</exception>
    public async Task<IReadOnlyList<OpenFlowMessage>?> TryRequestAsync(OpenFlowMessage request, bool patient = false)
    {
        var answer = await AskAsync(request, patient ? options.RequestTimeout : options.ProbeTimeout);
        if (answer is null && patient) throw Unanswered(request);
        return answer is { Refusal: null, Parts: var parts } ? parts : null;
    }

    /// <summary>Asks at once: what is asked one after the other goes out in that order, awaited or not. Null if nothing comes for that long.</summary>
    private async Task<Answer?> AskAsync(OpenFlowMessage request, TimeSpan patience)
    {
        var xid = NextXids(1);
        var reply = pending.Add(xid, request);
        try
        {
            var (posted, began) = (default(Outbox.Burst), clock.GetTimestamp());
            if (request is EchoRequest) outbox.TryPostUrgent(request, xid);
            else posted = outbox.TryPost(request, xid) ?? await outbox.PostAsync(request, xid, Ended).AsTask().WaitAsync(options.RequestTimeout, clock, Ended);
            for (var (parts, limit) = (0, patience); ;)
            {
                try
                {
                    return await reply.WaitAsync(limit, clock); // which ends with the session too
                }
                catch (TimeoutException) when (pending.PartsOf(xid) is var now && now > parts)
                {
                    (parts, limit) = (now, patience); // a long dump is not a dead switch, as long as more of it comes
                }
                catch (TimeoutException) when (posted?.WrittenAt is { } written && written > began && clock.GetElapsedTime(written) < patience)
                {
                    (began, limit) = (written, patience - clock.GetElapsedTime(written)); // it had to wait for what was before it
                }
            }
        }
        catch (TimeoutException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            throw new SessionClosedException(CloseReason ?? "cancelled");
        }
        finally
        {
            pending.Remove(xid);
        }
    }

    private SessionClosedException Unanswered(OpenFlowMessage request)
    {
        Close($"no answer to {request.Type} within {options.RequestTimeout.TotalSeconds:0.#} s", CloseKind.Timeout);
        return new SessionClosedException(CloseReason!);
    }

    /// <summary>Sends messages that succeed in silence. Their errors are in once a later request is answered; the batch is to be disposed then.</summary>
    /// <exception cref="NotMasterException">This controller may not change the switch, or may no longer.</exception>
    /// <exception cref="SessionClosedException">The session ended.</exception>
    public async Task<PendingRequests.Batch> SendAsync(IReadOnlyList<OpenFlowMessage> messages)
    {
        ExpectMayWrite();
        var first = NextXids(messages.Count);
        var batch = pending.BeginBatch(first, messages.Count);
        try
        {
            OpenFlowMessage?[]? fitting = null;
            for (var i = 0; i < messages.Count; i++)
            {
                var message = messages[i];
                if (message is not GroupMod group || OpenFlowCodec.FitsBundle(group))
                {
                    counters.CountSent(message);
                    continue;
                }
                batch.Refuse(i, TooLong);
                fitting ??= [.. messages];
                fitting[i] = null;
            }
            await outbox.PostAsync(fitting ?? (IReadOnlyList<OpenFlowMessage?>)messages, first, Ended);
            return batch;
        }
        catch (OperationCanceledException)
        {
            batch.Dispose();
            throw new SessionClosedException(CloseReason ?? "cancelled");
        }
    }

    /// <summary>Sends changes and waits until the switch has done them all. Returns the errors, each with its message's place.</summary>
    /// <exception cref="NotMasterException">This controller may not change the switch, or may no longer.</exception>
    public async Task<IReadOnlyList<(int Index, ErrorMessage Error)>> ProgramAsync(IReadOnlyList<ProgramMessage> messages)
    {
        using var batch = await SendAsync([.. messages.Select(message => message.Message)]);
        await RequestAsync(new BarrierRequest());
        ExpectMayWrite();
        return batch.Errors;
    }

    /// <summary>Does nothing, if changes may be sent.</summary>
    /// <exception cref="NotMasterException">They may not.</exception>
    public void ExpectMayWrite()
    {
        if (!mayWrite) throw new NotMasterException();
    }

    private static ErrorMessage TooLong { get; } = new(BadRequest, 6); // BAD_REQUEST/BAD_LEN, which the switch would say

    /// <summary>Sends a change that nobody waits for, ahead of those that somebody does. A switch that leaves no room for it ends its session.</summary>
    public void Send(FlowMod change)
    {
        if (!MayWrite) return;
        counters.CountSent(change);
        if (!outbox.TryPostUrgent(change, NextXids(1))) Close("the switch does not read what is sent to it", CloseKind.Timeout);
    }

    /// <summary>Sends a change that is made again if it does not get through. False if there is no room for it.</summary>
    public bool TrySend(FlowMod change)
    {
        if (!MayWrite || !outbox.TryPostUrgent(change, NextXids(1))) return false;
        counters.CountSent(change);
        return true;
    }

    /// <summary>Sends a frame out of a port, if there is room: discovery is repeated anyway.</summary>
    public void TrySendFrame(EquatableArray<OpenFlowAction> actions, byte[] frame)
    {
        if (mayWrite)
            outbox.TryPostUrgent(
                new PacketOut(PacketOut.NoBuffer, PortNumbers.Controller, actions, new(ImmutableCollectionsMarshal.AsImmutableArray(frame))), NextXids(1));
    }

    /// <inheritdoc/>
    public void Dispose() => ended.Dispose();

    private async Task Guard(Func<CancellationToken, Task> part)
    {
        try
        {
            await part(Ended);
            Close("the switch closed the connection", CloseKind.Peer);
        }
        catch (OperationCanceledException) when (Ended.IsCancellationRequested)
        {
            // The part was told to stop; Close has the reason.
        }
        catch (Exception e) when (e is IOException or OpenFlowFormatException)
        {
            Close(e.Message, e switch { SessionClosedException closed => closed.Kind, OpenFlowFormatException or RequestRefusedException => CloseKind.Protocol, _ => CloseKind.Peer });
        }
        catch (Exception e)
        {
            // A defect of ours ends this session only, and is said.
            Log.SessionFault(logger, RemoteAddress, e);
            Close($"internal error: {e.Message}", CloseKind.Fault);
        }
    }

    private async Task HandshakeAsync(CancellationToken token)
    {
        outbox.TryPostUrgent(new Hello(OpenFlowCodec.Version13, [OpenFlowCodec.Version13]), NextXids(1));
        Hello theirs;
        try
        {
            theirs = await hello.Task.WaitAsync(options.RequestTimeout, clock, token);
        }
        catch (TimeoutException)
        {
            throw new SessionClosedException($"no HELLO within {options.RequestTimeout.TotalSeconds:0.#} s", CloseKind.Timeout);
        }
        var speaks13 = theirs.SupportedVersions is { } versions ? versions.AsSpan().Contains(OpenFlowCodec.Version13) : theirs.Version >= OpenFlowCodec.Version13;
        if (!speaks13) throw new SessionClosedException($"the switch does not speak OpenFlow 1.3 (it offers version {theirs.Version})");
        var features = (FeaturesReply)(await RequestAsync(new FeaturesRequest()))[0];
        if (features.AuxiliaryId != 0) throw new SessionClosedException("auxiliary connections are not used: connect once per switch");
        if (peer.Refuses(features.DatapathId) is { } refusal) throw new SessionClosedException(refusal, CloseKind.Refused);
        // What follows goes out in one go: nobody else posts yet, so there is room for it.
        // Without a miss_send_len a connection that we dialled gets no asynchronous messages.
        outbox.TryPost(new SetConfig(0, ushort.MaxValue), NextXids(1));
        using var probe = options.Dialect is null ? ProbeDialect() : null;
        var (ports, words) = (RequestAsync(new PortDescriptionRequest()), RequestAsync(new DescriptionRequest()));
        await Task.WhenAll(ports, words);
        var description = (DescriptionReply)(await words)[0];
        Description = string.Join(' ', new[] { description.Manufacturer, description.Hardware, description.Software }.Where(part => part.Length > 0));
        Dialect = options.Dialect ?? (probe!.Errors.Any(refused => IsUnknownAction(refused.Error)) ? SwitchDialect.Plain : SwitchDialect.Nicira);
        Features = features;
    }

    /// <summary>
    /// Has the switch load and move registers of a frame that goes nowhere: who lacks the Nicira extensions refuses that. The barrier makes
    /// the error come before the answer to anything asked later.
    /// </summary>
    private PendingRequests.Batch ProbeDialect()
    {
        var first = NextXids(2);
        var batch = pending.BeginBatch(first, 1);
        outbox.TryPost(Probe, first);
        outbox.TryPost(new BarrierRequest(), first + 1);
        return batch;
    }

    private static readonly PacketOut Probe = new(
        PacketOut.NoBuffer, PortNumbers.Controller,
        [new RegisterLoadAction(Registers.Port, 0), new RegisterMoveAction(Oxm.NxTunnelId, 0, Oxm.Metadata, 0, 32)],
        [.. new byte[12], 0x88, 0xb5, .. new byte[46]]); // from nobody to nobody, of an EtherType for local experiments (IEEE 802)

    private static bool IsUnknownAction(ErrorMessage error) => error.ErrorType == BadAction || error.ErrorType == BadRequest && error.Code == BadExperimenter;

    private async Task WatchLivenessAsync(CancellationToken token)
    {
        while (true)
        {
            var silence = clock.GetElapsedTime(Interlocked.Read(ref lastHeard));
            if (silence < options.EchoInterval)
            {
                await Task.Delay(options.EchoInterval - silence, clock, token);
                continue;
            }
            if (Features is null)
            {
                await Task.Delay(options.EchoInterval, clock, token); // the handshake has its own limits
                continue;
            }
            await RequestAsync(new EchoRequest([]));
        }
    }

    private async Task ReadAsync(CancellationToken token)
    {
        while (true)
        {
            var reading = transport.Input.ReadAsync(token);
            if (reading.IsCompleted) await Task.Yield(); // a switch that never pauses takes its turn with the others
            var read = await reading;
            var buffer = read.Buffer;
            try
            {
                TakeFrom(ref buffer);
                if (read.IsCompleted)
                {
                    if (!buffer.IsEmpty) throw new SessionClosedException("the connection broke off in the middle of a message", CloseKind.Peer);
                    return;
                }
            }
            finally
            {
                transport.Input.AdvanceTo(buffer.Start, buffer.End);
            }
        }
    }

    /// <summary>Decodes and handles the whole messages at the start of a buffer, and cuts them off. Costs the messages, and the answers to echoes.</summary>
    public void TakeFrom(ref ReadOnlySequence<byte> buffer)
    {
        if (!hello.Task.IsCompleted) RejectStrangers(buffer);
        try
        {
            while (OpenFlowFraming.TryReadFrame(ref buffer, out var frame))
            {
                var message = OpenFlowCodec.Decode(frame);
                counts.CountReceived(message.Type, frame.Length);
                Handle(message);
            }
        }
        finally
        {
            AllHandled?.Invoke();
        }
    }

    /// <summary>The first message is HELLO: anything else would make us wait for a length that was never meant.</summary>
    private static void RejectStrangers(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < 2) return;
        Span<byte> start = stackalloc byte[2];
        buffer.Slice(0, 2).CopyTo(start);
        if (start[0] is < 1 or > 6 || start[1] != (byte)MessageType.Hello)
            throw new SessionClosedException($"the peer does not speak OpenFlow: it began with bytes {start[0]:x2} {start[1]:x2}, not with a HELLO");
    }

    private void Handle(OpenFlowMessage message)
    {
        Interlocked.Exchange(ref lastHeard, clock.GetTimestamp());
        switch (message)
        {
            case Hello theirs:
                hello.TrySetResult(theirs);
                break;
            case EchoRequest echo:
                if (!outbox.TryPostUrgent(new EchoReply(echo.Data), echo.Xid)) throw new SessionClosedException("the switch sends echoes faster than it reads the replies");
                break;
            case PacketIn packet:
                // By what it is, not by what it is good for: after a restart, the probes of the life before still arrive.
                var isDiscovery = LldpFrame.IsDiscovery(packet.Data.AsSpan());
                counters.CountPacketIn(isDiscovery);
                Meter.PacketIn(isDiscovery);
                PacketArrived?.Invoke(packet);
                break;
            case PortStatusMessage status:
                ports = status.Reason == PortStatusReason.Delete ? ports.Remove(status.Port.PortNo) : ports.SetItem(status.Port.PortNo, status.Port);
                portReport = status.Reason == PortStatusReason.Delete ? portReport.Remove(status.Port.PortNo) : portReport.SetItem(status.Port.PortNo, Report(status.Port));
                RejectTooManyPorts();
                PortChanged?.Invoke(status.Port, status.Reason);
                break;
            case FlowMonitorReply { Xid: 0 } report:
                FlowsChanged?.Invoke(report);
                break;
            case ErrorMessage error:
                counters.CountError();
                Meter.Error();
                Log.SwitchError(logger, RemoteAddress, error.Describe());
                pending.TryFail(error);
                // A late answer to what was sent before a change of role says nothing: by then we hold back already.
                if (error is { ErrorType: BadRequest, Code: IsSlave } && mayWrite)
                {
                    mayWrite = false;
                    Demoted?.Invoke(error);
                }
                break;
            default:
                if (message is PortDescriptionReply described)
                {
                    ports = ports.SetItems(described.Ports.Select(port => KeyValuePair.Create(port.PortNo, port)));
                    portReport = portReport.SetItems(described.Ports.Select(port => KeyValuePair.Create(port.PortNo, Report(port))));
                    RejectTooManyPorts();
                }
                if (pending.TryComplete(message, out var violation) && violation is not null) throw new SessionClosedException(violation);
                break;
        }
    }

    private static PortStatus Report(PortDescription port) => new(port.PortNo, port.Name, port.HardwareAddress, port.IsUp);

    private void RejectTooManyPorts()
    {
        if (ports.Count > MaxPorts) throw new SessionClosedException($"more than {MaxPorts} ports");
    }

    private uint NextXids(int count) => unchecked(Interlocked.Add(ref lastXid, (uint)count) - (uint)count + 1);
}
