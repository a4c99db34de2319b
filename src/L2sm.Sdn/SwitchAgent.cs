using L2sm.OpenFlow;
using L2sm.Sdn.Programming;
using L2sm.Sdn.Roles;
using L2sm.Sdn.Sessions;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn;

/// <summary>A connected switch: its session and its programmer.</summary>
internal sealed class SwitchAgent(DatapathId id, SwitchSession session, SwitchProgrammer programmer, DateTimeOffset connectedSince)
{
    public DatapathId Id => id;

    public SwitchSession Session => session;

    public SwitchProgrammer Programmer => programmer;

    public DateTimeOffset ConnectedSince => connectedSince;

    /// <summary>What the controller taught it, if it is a plain one. Under the controller's lock.</summary>
    public required TaughtSenders Taught { get; init; }

    /// <summary>What the switch has granted us. Set before anybody else sees the agent.</summary>
    public required SwitchRole Role { get; init; }

    /// <summary>Which ports it has, for all who ask. False if it does not say.</summary>
    public required SharedQuestion<bool> PortsAsked { get; init; }

    /// <summary>The round of discovery in which it came, or from which on we probe it. Under the controller's lock.</summary>
    public long ConnectedInRound { get; set; }

    /// <summary>The rounds since then in which it was heard. Under the controller's lock.</summary>
    public HeardRounds Heard { get; private set; }

    /// <summary>A round of discovery ends.</summary>
    /// <param name="round">Its number.</param>
    /// <param name="began">When it began: the clock's timestamp.</param>
    public void EndRound(long round, long began) => Heard = round > ConnectedInRound ? Heard.After(session.HeardSince(began)) : default;

    /// <summary>What people are told of it. Under the controller's lock.</summary>
    public SwitchStatus ToStatus() => new(
        id,
        Connected: true,
        session.RemoteAddress,
        session.Description,
        connectedSince,
        programmer.InSync,
        programmer.FirstRefusal,
        session.Counters,
        session.PortReport)
    {
        Role = Role.Granted, Foreign = programmer.Foreign, Drift = programmer.Drift,
    };
}
