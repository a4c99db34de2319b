using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Programming;
using L2sm.Sdn.Sessions;
using Microsoft.Extensions.Logging;

namespace L2sm.Sdn.Roles;

/// <summary>
/// Runs the programmer of one session under the role that the controller has. A new role is asked of the switch first, so that the master
/// before can write no more; then the tables are read anew and differences sent. A standby runs the same programmer: it reads and compares,
/// and stops at the first change that it would have to send.
/// </summary>
/// <param name="id">The switch.</param>
/// <param name="session">Its session, after the handshake.</param>
/// <param name="programmer">Its programmer.</param>
/// <param name="current">The controller's role.</param>
/// <param name="assumed">Called when the switch has granted a role.</param>
/// <param name="deposed">Called when the switch says that another is master, with why.</param>
/// <param name="options">How often a standby compares.</param>
/// <param name="clock">Time.</param>
/// <param name="logger">The log.</param>
internal sealed class SwitchRole(
    DatapathId id,
    SwitchSession session,
    SwitchProgrammer programmer,
    CurrentRole current,
    Action assumed,
    Action<string> deposed,
    L2smControllerOptions options,
    TimeProvider clock,
    ILogger logger)
{
    private const ushort RoleRequestFailed = 11, Stale = 0;
    private const ulong NoGeneration = ulong.MaxValue;

    /// <summary>What the switch knows us as; Equal until it was told otherwise.</summary>
    public ControllerRole Granted { get; private set; } = ControllerRole.Equal;

    /// <summary>Runs until the session ends.</summary>
    /// <exception cref="SessionClosedException">The session ended.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        session.Demoted = error => deposed($"switch {id} refused a change: {error.Describe()}");
        var (programming, turn) = (Task.CompletedTask, CancellationTokenSource.CreateLinkedTokenSource(cancellation));
        try
        {
            while (true)
            {
                var (role, changed) = current.Read();
                if (!role.MayWrite) session.MayWrite = false;
                await AssumeAsync(role);
                await turn.CancelAsync();
                await programming;
                if (changed.IsCompleted) continue;
                session.MayWrite = role.MayWrite;
                assumed();
                turn.Dispose();
                turn = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                programming = ProgramAsync(turn.Token);
                await Task.WhenAny(programming, changed);
                if (!changed.IsCompleted) await programming; // it does not end without a reason
                cancellation.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            turn.Dispose();
        }
    }

    private async Task ProgramAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await programmer.RunAsync(cancellation);
            }
            catch (NotMasterException)
            {
                // The difference is the master's to send. Whether it did is seen at the next look.
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(options.AuditInterval, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested) return;
        }
    }

    private async Task AssumeAsync(FabricRole role)
    {
        var wanted = role.MayWrite ? role.Kind : ControllerRole.Slave;
        if (wanted == ControllerRole.Equal && Granted == wanted) return; // a session begins as equal
        try
        {
            Granted = wanted == ControllerRole.Slave ? await StandAsideAsync() : await AskAsync(new RoleRequest(wanted, role.Generation));
        }
        catch (RequestRefusedException refusal) when (refusal.Error is { ErrorType: RoleRequestFailed, Code: Stale })
        {
            if (role.MayWrite) deposed($"switch {id} has seen a newer master: {refusal.Error.Describe()}");
        }
        catch (RequestRefusedException refusal)
        {
            Log.RoleRefused(logger, id, role.ToString(), refusal.Error.Describe());
        }
    }

    /// <summary>A slave's request has a generation too, which must not be older than the switch's: so that is asked for first. Without any, holding back is enough.</summary>
    private async Task<ControllerRole> StandAsideAsync()
    {
        var known = await AskForAsync(new RoleRequest(ControllerRole.NoChange, 0));
        return known.GenerationId == NoGeneration ? known.Role : await AskAsync(new RoleRequest(ControllerRole.Slave, known.GenerationId));
    }

    private async Task<ControllerRole> AskAsync(RoleRequest request) => (await AskForAsync(request)).Role;

    private async Task<RoleReply> AskForAsync(RoleRequest request) => (RoleReply)(await session.RequestAsync(request))[0];
}
