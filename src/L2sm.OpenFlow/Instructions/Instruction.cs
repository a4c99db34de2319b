using L2sm.OpenFlow.Actions;

namespace L2sm.OpenFlow.Instructions;

/// <summary>What a flow does with a packet (OpenFlow 1.3.5 §7.2.4).</summary>
public abstract record Instruction;

/// <summary>Goes on in a later table.</summary>
public sealed record GotoTable(byte TableId) : Instruction
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => $"goto_table:{TableId}";
}

/// <summary>Sets the bits of the metadata that the mask has.</summary>
public sealed record WriteMetadata(ulong Value, ulong Mask = ulong.MaxValue) : Instruction
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => Mask == ulong.MaxValue ? $"write_metadata:0x{Value:x}" : $"write_metadata:0x{Value:x}/0x{Mask:x}";
}

/// <summary>Adds to the action set, which runs after the last table.</summary>
public sealed record WriteActions(EquatableArray<OpenFlowAction> Actions) : Instruction
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => $"write_actions({ActionText.Join(Actions)})";
}

/// <summary>Runs actions now, in order.</summary>
public sealed record ApplyActions(EquatableArray<OpenFlowAction> Actions) : Instruction
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => ActionText.Join(Actions);
}

/// <summary>Empties the action set.</summary>
public sealed record ClearActions : Instruction
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => "clear_actions";
}

/// <summary>Sends the packet through a meter, which may drop it.</summary>
public sealed record MeterInstruction(uint MeterId) : Instruction
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => $"meter:{MeterId}";
}

/// <summary>An instruction that this library leaves as it is.</summary>
/// <param name="InstructionType">Its type.</param>
/// <param name="Body">All after type and length; with those 4 bytes a multiple of 8.</param>
public sealed record RawInstruction(ushort InstructionType, EquatableArray<byte> Body) : Instruction
{
    /// <summary>The type and the bytes in hex.</summary>
    public override string ToString() => $"instruction_{InstructionType:x4}({Convert.ToHexStringLower(Body.AsSpan())})";
}
