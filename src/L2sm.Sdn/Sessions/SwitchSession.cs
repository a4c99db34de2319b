using System.Buffers;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Messages;
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
    /// <summary>HELLO and three questions: all together have this many time limits, or a switch could drag out the parts of one answer for hours.</summary>
    private const int HandshakeRequests = 4;

    private const ushort BadRequest = 1, IsSlave = 10;

    private static readonly EchoRequest Echo = new([]);

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
    private readonly SessionPorts ports = new();
    private readonly Requests requests;
    private readonly MessageCounts counts;
    private readonly ErrorLines errorLines;
    private CloseKind closeKind;
    private volatile bool mayWrite;
    private long lastHeard;
    private string? closeReason;

    /// <summary>A session that has not said anything yet.</summary>
    public SwitchSession(IDuplexPipe transport, SwitchPeer peer, SdnMeter meter, L2smControllerOptions options, TimeProvider clock, ILogger logger)
    {
        (this.transport, this.peer, Meter, this.options, this.clock, this.logger) = (transport, peer, meter, options, clock, logger);
        counts = meter.NewSession();
        errorLines = new ErrorLines(peer.Address, clock, logger);
        outbox = new Outbox(transport.Output, counts, options.RequestTimeout, clock);
        requests = new Requests(outbox, pending, options, clock, Close, () => CloseReason, Ended);
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
    public ImmutableSortedDictionary<uint, PortDescription> Ports => ports.Described;

    /// <summary>The same ports, as people are told of them: kept beside, since a switch of thousands of ports reports them one by one.</summary>
    public ImmutableSortedDictionary<uint, PortStatus> PortReport => ports.Report;

    /// <summary>What passed so far.</summary>
    public SwitchCounters Counters => counters.Read(counts);

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

    /// <summary>Whether the switch has said anything since this timestamp of the clock.</summary>
    public bool HeardSince(long timestamp) => Interlocked.Read(ref lastHeard) >= timestamp;

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
                    var agreed = await new Handshake(outbox, pending, requests, options, clock).RunAsync(hello.Task, peer, token)
                        .WaitAsync(options.RequestTimeout * HandshakeRequests, clock, token);
                    (Description, Dialect, Features) = (agreed.Description, agreed.Dialect, agreed.Features);
                }
                catch (TimeoutException)
                {
                    throw new SessionClosedException($"the handshake was not over within {options.RequestTimeout.TotalSeconds * HandshakeRequests:0.#} s", CloseKind.Timeout);
                }
                await whenReady(token);
            }),
        };
        await Task.WhenAll(work);
        errorLines.TellRest();
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

    /// <inheritdoc cref="Requests.RequestAsync"/>
    public Task<IReadOnlyList<OpenFlowMessage>> RequestAsync(OpenFlowMessage request) => requests.RequestAsync(request);

    /// <inheritdoc cref="Requests.TryRequestAsync"/>
    public Task<IReadOnlyList<OpenFlowMessage>?> TryRequestAsync(OpenFlowMessage request, bool patient = false) => requests.TryRequestAsync(request, patient);

    /// <summary>Sends messages that succeed in silence. Their errors are in once a later request is answered; the batch is to be disposed then.</summary>
    /// <exception cref="NotMasterException">This controller may not change the switch, or may no longer.</exception>
    /// <exception cref="SessionClosedException">The session ended.</exception>
    /// <param name="messages">In order. Null is not sent, and takes its place all the same.</param>
    public async Task<PendingRequests.Batch> SendAsync(IReadOnlyList<OpenFlowMessage?> messages)
    {
        ExpectMayWrite();
        var first = requests.NextXids(messages.Count);
        var batch = pending.BeginBatch(first, messages.Count);
        try
        {
            await outbox.PostAsync(messages, first, Ended);
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
        var fitting = new OpenFlowMessage?[messages.Count];
        for (var i = 0; i < fitting.Length; i++)
            if (messages[i].Message is var message && (message is not GroupMod group || OpenFlowCodec.FitsBundle(group)))
                fitting[i] = message;
        using var batch = await SendAsync(fitting);
        for (var i = 0; i < fitting.Length; i++)
            if (fitting[i] is null)
                batch.Refuse(i, TooLong);
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
        if (MayWrite && !outbox.TryPostUrgent(change, requests.NextXids(1))) Close("the switch does not read what is sent to it", CloseKind.Timeout);
    }

    /// <summary>Sends a change that is made again if it does not get through. False if there is no room for it.</summary>
    public bool TrySend(FlowMod change) => MayWrite && outbox.TryPostUrgent(change, requests.NextXids(1));

    /// <summary>Sends a frame out of a port, if there is room: discovery is repeated anyway.</summary>
    public void TrySendFrame(EquatableArray<OpenFlowAction> actions, byte[] frame)
    {
        if (mayWrite)
            outbox.TryPostUrgent(
                new PacketOut(PacketOut.NoBuffer, PortNumbers.Controller, actions, new(ImmutableCollectionsMarshal.AsImmutableArray(frame))), requests.NextXids(1));
    }

    /// <summary>Has the switch say something, if there is room: nobody waits for the answer.</summary>
    public void TryEcho() => outbox.TryPostUrgent(Echo, requests.NextXids(1));

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
            await RequestAsync(Echo);
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
                ports.Take(status);
                PortChanged?.Invoke(status.Port, status.Reason);
                break;
            case FlowMonitorReply { Xid: 0 } report:
                FlowsChanged?.Invoke(report);
                break;
            case ErrorMessage error:
                counters.CountError();
                Meter.Error();
                errorLines.Tell(error);
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
                    foreach (var news in ports.Take(described)) PortChanged?.Invoke(news.Port, news.Reason);
                if (pending.TryComplete(message, out var violation) && violation is not null) throw new SessionClosedException(violation);
                break;
        }
    }
}
