using L2sm.OpenFlow.Matching;

namespace L2sm.OpenFlow.Actions;

/// <summary>Copies bits from field to field (Nicira's NXAST_REG_MOVE, subtype 6).</summary>
public sealed record RegisterMoveAction(OxmType Source, ushort SourceOffset, OxmType Destination, ushort DestinationOffset, ushort Bits) : OpenFlowAction
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() =>
        $"move:{Subfield.Text(Source, SourceOffset, Bits)}->{Subfield.Text(Destination, DestinationOffset, Bits)}";
}

/// <summary>Sets 1 to 64 bits of a field (Nicira's NXAST_REG_LOAD, subtype 7).</summary>
public sealed record RegisterLoadAction(Subfield Destination, ulong Value) : OpenFlowAction
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => $"load:0x{Value:x}->{Destination}";
}

/// <summary>Sends the packet out of the port whose number is in a field of 1 to 64 bits (Nicira's NXAST_OUTPUT_REG, subtype 15).</summary>
public sealed record OutputRegisterAction(Subfield Source, ushort MaxLength = 0) : OpenFlowAction
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => $"output:{Source}";
}

/// <summary>Looks the packet up in a table, then comes back (Nicira's NXAST_RESUBMIT_TABLE, subtype 14).</summary>
/// <param name="InPort">The in-port for the lookup, 0xfff8 for the packet's own.</param>
/// <param name="Table">The table, 0xff for the current one.</param>
public sealed record ResubmitTableAction(ushort InPort, byte Table) : OpenFlowAction
{
    /// <summary>The packet's own in-port, in the 16 bits of OpenFlow 1.0.</summary>
    public const ushort SameInPort = 0xfff8;

    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() =>
        $"resubmit({(InPort == SameInPort ? "" : InPort.ToString())},{(Table == 0xff ? "" : Table.ToString())})";
}
