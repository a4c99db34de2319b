using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Telemetry;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Sessions;

/// <summary>How a session begins: the version, who the switch is, which ports it has and what it speaks.</summary>
internal sealed class Handshake(Outbox outbox, PendingRequests pending, Requests requests, L2smControllerOptions options, TimeProvider clock)
{
    private const ushort BadRequest = 1, BadExperimenter = 3, BadAction = 2;

    /// <summary>What is known then; the ports are where the session keeps them.</summary>
    internal sealed record Agreed(FeaturesReply Features, string Description, SwitchDialect Dialect);

    /// <summary>Says HELLO, and asks what the session has to know before anybody else may ask.</summary>
    /// <param name="hello">Their HELLO.</param>
    /// <param name="peer">The other end.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="SessionClosedException">They cannot be talked with; says why.</exception>
    public async Task<Agreed> RunAsync(Task<Hello> hello, SwitchPeer peer, CancellationToken cancellation)
    {
        outbox.TryPostUrgent(new Hello(OpenFlowCodec.Version13, [OpenFlowCodec.Version13]), requests.NextXids(1));
        Hello theirs;
        try
        {
            theirs = await hello.WaitAsync(options.RequestTimeout, clock, cancellation);
        }
        catch (TimeoutException)
        {
            throw new SessionClosedException($"no HELLO within {options.RequestTimeout.TotalSeconds:0.#} s", CloseKind.Timeout);
        }
        var speaks13 = theirs.SupportedVersions is { } versions ? versions.AsSpan().Contains(OpenFlowCodec.Version13) : theirs.Version >= OpenFlowCodec.Version13;
        if (!speaks13) throw new SessionClosedException($"the switch does not speak OpenFlow 1.3 (it offers version {theirs.Version})");
        var features = (FeaturesReply)(await requests.RequestAsync(new FeaturesRequest()))[0];
        if (features.AuxiliaryId != 0) throw new SessionClosedException("auxiliary connections are not used: connect once per switch");
        if (peer.Refuses(features.DatapathId) is { } refusal) throw new SessionClosedException(refusal, CloseKind.Refused);
        // What follows goes out in one go: nobody else posts yet, so there is room for it.
        // Without a miss_send_len a connection that we dialled gets no asynchronous messages.
        outbox.TryPost(new SetConfig(0, ushort.MaxValue), requests.NextXids(1));
        using var probe = options.Dialect is null ? ProbeDialect() : null;
        var (ports, words) = (requests.RequestAsync(new PortDescriptionRequest()), requests.RequestAsync(new DescriptionRequest()));
        await Task.WhenAll(ports, words);
        var description = (DescriptionReply)(await words)[0];
        return new Agreed(
            features,
            string.Join(' ', new[] { description.Manufacturer, description.Hardware, description.Software }.Where(part => part.Length > 0)),
            options.Dialect ?? (probe!.Errors.Any(refused => IsUnknownAction(refused.Error)) ? SwitchDialect.Plain : SwitchDialect.Nicira));
    }

    /// <summary>
    /// Has the switch load and move registers of a frame that goes nowhere: who lacks the Nicira extensions refuses that. The barrier makes
    /// the error come before the answer to anything asked later.
    /// </summary>
    private PendingRequests.Batch ProbeDialect()
    {
        var first = requests.NextXids(2);
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
}
