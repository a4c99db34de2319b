using L2sm.OpenFlow;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;

namespace L2sm.Sdn.Pipeline;

/// <summary>What makes a flow the one it is: a table holds at most one flow of each key (OpenFlow 1.3.5 §6.4).</summary>
public readonly record struct FlowKey(byte TableId, ushort Priority, Match Match);

/// <summary>A flow that a switch should hold, or holds. Ours have no timeouts and no flags.</summary>
public sealed record FlowEntry(byte TableId, ushort Priority, Match Match, ulong Cookie, EquatableArray<Instruction> Instructions)
{
    /// <summary>Its key.</summary>
    public FlowKey Key => new(TableId, Priority, Match);

    /// <summary>The message that makes it, in place of another with the same key.</summary>
    public FlowMod ToAdd() => new()
    {
        Command = FlowModCommand.Add, TableId = TableId, Priority = Priority, Match = Match, Cookie = Cookie, Instructions = Instructions,
    };

    /// <summary>The message that deletes it and no other.</summary>
    public FlowMod ToDelete() => new()
    {
        Command = FlowModCommand.DeleteStrict, TableId = TableId, Priority = Priority, Match = Match, Cookie = Cookie, CookieMask = ulong.MaxValue,
    };
}
