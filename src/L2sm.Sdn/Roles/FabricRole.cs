using L2sm.OpenFlow.Messages;

namespace L2sm.Sdn.Roles;

/// <summary>What a controller is to all of its switches (OpenFlow 1.3.5 §6.3.4): one of several that share them, or a standby.</summary>
public sealed record FabricRole
{
    private FabricRole(ControllerRole kind, ulong generation) => (Kind, Generation) = (kind, generation);

    /// <summary>Writes, and asks no switch for a role: the only controller.</summary>
    public static FabricRole Equal { get; } = new(ControllerRole.Equal, 0);

    /// <summary>Reads only: sessions are up and tables known, so that a takeover needs a role and no more.</summary>
    public static FabricRole Slave { get; } = new(ControllerRole.Slave, 0);

    /// <summary>Equal, master or slave.</summary>
    public ControllerRole Kind { get; }

    /// <summary>Of a master: grows with each change of master; 0 for others.</summary>
    public ulong Generation { get; }

    /// <summary>Why another controller is the master now: from then on nothing is written, until the host gives a new role. Null if there is none.</summary>
    public string? Deposed { get; internal init; }

    /// <summary>Changes are sent to switches.</summary>
    public bool MayWrite => Kind != ControllerRole.Slave && Deposed is null;

    /// <summary>Writes, and has the switches refuse the masters before it.</summary>
    /// <param name="generation">Greater than that of any master before, by the lease that made this one the master for instance.</param>
    public static FabricRole Master(ulong generation) => new(ControllerRole.Master, generation);

    /// <inheritdoc/>
    public override string ToString() => (Kind, Deposed) switch
    {
        (ControllerRole.Master, null) => $"master of generation {Generation}",
        (_, { } why) => $"deposed: {why}",
        (ControllerRole.Slave, _) => "standby",
        _ => "only controller",
    };
}
