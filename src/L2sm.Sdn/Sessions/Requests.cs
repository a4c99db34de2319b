using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Telemetry;

namespace L2sm.Sdn.Sessions;

/// <summary>Asks the switch of a session: numbers what is sent, waits for the answer as long as it may take, and ends the session where none comes.</summary>
/// <param name="outbox">The way to the switch.</param>
/// <param name="pending">What waits for an answer.</param>
/// <param name="options">How long an answer may take.</param>
/// <param name="clock">Time.</param>
/// <param name="close">Ends the session.</param>
/// <param name="closeReason">Why it ended; null while it lives.</param>
/// <param name="ended">Set once it is over.</param>
internal sealed class Requests(
    Outbox outbox,
    PendingRequests pending,
    L2smControllerOptions options,
    TimeProvider clock,
    Action<string, CloseKind> close,
    Func<string?> closeReason,
    CancellationToken ended)
{
    private uint lastXid;

    /// <summary>The first of as many transaction ids, one after the other, that nobody else gets.</summary>
    public uint NextXids(int count) => unchecked(Interlocked.Add(ref lastXid, (uint)count) - (uint)count + 1);

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
            else posted = outbox.TryPost(request, xid) ?? await outbox.PostAsync(request, xid, ended).AsTask().WaitAsync(options.RequestTimeout, clock, ended);
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
            throw new SessionClosedException(closeReason() ?? "cancelled");
        }
        finally
        {
            pending.Remove(xid);
        }
    }

    private SessionClosedException Unanswered(OpenFlowMessage request)
    {
        close($"no answer to {request.Type} within {options.RequestTimeout.TotalSeconds:0.#} s", CloseKind.Timeout);
        return new SessionClosedException(closeReason()!);
    }
}
