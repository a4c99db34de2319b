using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;

namespace L2sm.OpenFlow.Messages;

/// <summary>What to do with flows (OpenFlow 1.3.5 §7.3.4.1, ofp_flow_mod_command).</summary>
public enum FlowModCommand : byte
{
    /// <summary>Adds a flow, or replaces the one with the same table, priority and match.</summary>
    Add = 0,
    /// <summary>Gives new instructions to all flows that the match covers.</summary>
    Modify = 1,
    /// <summary>Gives new instructions to the flow with this priority and match.</summary>
    ModifyStrict = 2,
    /// <summary>Deletes all flows that the match covers.</summary>
    Delete = 3,
    /// <summary>Deletes the flow with this priority and match.</summary>
    DeleteStrict = 4,
}

/// <summary>How a flow behaves (OpenFlow 1.3.5 §7.3.4.1, ofp_flow_mod_flags).</summary>
[Flags]
public enum FlowModFlags : ushort
{
    /// <summary>Nothing special.</summary>
    None = 0,
    /// <summary>A message tells when the flow is removed.</summary>
    SendFlowRemoved = 1,
    /// <summary>Refuse a flow that overlaps another of the same priority.</summary>
    CheckOverlap = 2,
    /// <summary>Counters start again.</summary>
    ResetCounts = 4,
    /// <summary>Packets need no count.</summary>
    NoPacketCounts = 8,
    /// <summary>Bytes need no count.</summary>
    NoByteCounts = 16,
}

/// <summary>Adds, changes or deletes flows (OpenFlow 1.3.5 §7.3.4.1).</summary>
public sealed record FlowMod : OpenFlowMessage
{
    /// <summary>The flow's label.</summary>
    public ulong Cookie { get; init; }
    /// <summary>Which bits of the cookie must be equal in flows to change or delete; 0 means all flows.</summary>
    public ulong CookieMask { get; init; }
    /// <summary>The table; 0xff means all, when deleting.</summary>
    public byte TableId { get; init; }
    /// <summary>What to do.</summary>
    public FlowModCommand Command { get; init; }
    /// <summary>Seconds without a packet after which the flow goes; 0 is never.</summary>
    public ushort IdleTimeout { get; init; }
    /// <summary>Seconds after which the flow goes; 0 is never.</summary>
    public ushort HardTimeout { get; init; }
    /// <summary>Higher is matched first.</summary>
    public ushort Priority { get; init; }
    /// <summary>A packet that the switch holds, to send through the new flow; none by default.</summary>
    public uint BufferId { get; init; } = PacketOut.NoBuffer;
    /// <summary>Delete only flows with an output to this port.</summary>
    public uint OutPort { get; init; } = PortNumbers.Any;
    /// <summary>Delete only flows with an output to this group.</summary>
    public uint OutGroup { get; init; } = GroupNumbers.Any;
    /// <summary>How the flow behaves.</summary>
    public FlowModFlags Flags { get; init; }
    /// <summary>Which packets.</summary>
    public Match Match { get; init; } = Match.Any;
    /// <summary>What to do with them; none drops.</summary>
    public EquatableArray<Instruction> Instructions { get; init; }

    /// <inheritdoc/>
    public override MessageType Type => MessageType.FlowMod;
}

/// <summary>Why a flow is gone (OpenFlow 1.3.5 §7.4.2, ofp_flow_removed_reason).</summary>
public enum FlowRemovedReason : byte
{
    /// <summary>No packet for the idle timeout.</summary>
    IdleTimeout = 0,
    /// <summary>Its hard timeout passed.</summary>
    HardTimeout = 1,
    /// <summary>Deleted by a flow mod.</summary>
    Delete = 2,
    /// <summary>Its group was deleted.</summary>
    GroupDelete = 3,
}

/// <summary>A flow is gone (OpenFlow 1.3.5 §7.4.2).</summary>
public sealed record FlowRemoved(
    ulong Cookie,
    ushort Priority,
    FlowRemovedReason Reason,
    byte TableId,
    uint DurationSeconds,
    uint DurationNanoseconds,
    ushort IdleTimeout,
    ushort HardTimeout,
    ulong PacketCount,
    ulong ByteCount,
    Match Match) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.FlowRemoved;
}
