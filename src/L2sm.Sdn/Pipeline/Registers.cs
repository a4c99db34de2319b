using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;

namespace L2sm.Sdn.Pipeline;

/// <summary>The registers of the pipeline. Both are 0 when a frame comes in.</summary>
internal static class Registers
{
    /// <summary>The port to leave by; 0 while none is known.</summary>
    public static Subfield Port { get; } = new(Oxm.Register(1), 0, 32);

    /// <summary>The link that a frame goes round; 0 while on none.</summary>
    public static Subfield DeadLink { get; } = new(Oxm.Register(2), 0, 32);

    /// <summary>Matches the port to leave by.</summary>
    public static OxmField PortIs(uint port) => MatchField.Register(1, port);

    /// <summary>Matches the link that a frame goes round.</summary>
    public static OxmField DeadLinkIs(uint port) => MatchField.Register(2, port);

    /// <summary>The port that an address flow leads to; null if it is none.</summary>
    public static uint? PortSetBy(EquatableArray<Instruction> instructions)
    {
        foreach (var instruction in instructions)
            if (instruction is ApplyActions apply)
                foreach (var action in apply.Actions)
                    if (action is RegisterLoadAction load && load.Destination.Field == Port.Field)
                        return (uint)load.Value;
                    else if (GroupEntry.PortOf(action) is { } port)
                        return port; // in the tables of a plain switch
        return null;
    }
}
