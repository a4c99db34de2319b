using L2sm.OpenFlow.Messages;
using Microsoft.Extensions.Logging;

namespace L2sm.Sdn.Sessions;

/// <summary>The errors of one switch in the log: some a second in full, the rest counted, so that no peer fills the disk. Called by the session's reader.</summary>
internal sealed class ErrorLines(string remote, TimeProvider clock, ILogger logger)
{
    /// <summary>So many are told in full.</summary>
    public const int PerSecond = 20;

    private long? began; // the second that is on
    private int told, left;

    /// <summary>The switch sent one.</summary>
    public void Tell(ErrorMessage error)
    {
        if (began is not { } since || clock.GetElapsedTime(since) >= TimeSpan.FromSeconds(1))
        {
            TellRest();
            (began, told) = (clock.GetTimestamp(), 0);
        }
        if (told == PerSecond)
        {
            left++;
            return;
        }
        told++;
        Log.SwitchError(logger, remote, error.Describe());
    }

    /// <summary>Says how many were left out, if any were.</summary>
    public void TellRest()
    {
        if (left > 0) Log.SwitchErrorsLeftOut(logger, remote, left);
        left = 0;
    }
}
