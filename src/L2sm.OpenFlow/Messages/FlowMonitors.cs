using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;

namespace L2sm.OpenFlow.Messages;

/// <summary>What a flow monitor reports (ONF extension 187 for OpenFlow 1.3, as Open vSwitch has it).</summary>
[Flags]
public enum FlowMonitorFlags : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>The flows that are there when it begins.</summary>
    Initial = 1,
    /// <summary>Flows that are added, or added again.</summary>
    Add = 2,
    /// <summary>Flows that go, for whatever reason.</summary>
    Delete = 4,
    /// <summary>Flows that are modified.</summary>
    Modify = 8,
    /// <summary>Tell instructions too.</summary>
    Instructions = 16,
    /// <summary>Tell the changes that come over this connection in full, not as <see cref="OwnFlowUpdate"/>.</summary>
    Own = 32,
    /// <summary>All but <see cref="Own"/>.</summary>
    Foreign = Initial | Add | Delete | Modify | Instructions,
}

/// <summary>Which flows to watch.</summary>
/// <param name="Id">The controller's number for it; a second monitor of the same number is refused.</param>
/// <param name="Flags">What to report. Open vSwitch 3.1 answers unknown flags with an error of OpenFlow 1.0.</param>
/// <param name="Match">Only flows that this match covers.</param>
/// <param name="TableId">The table, or 0xff for all.</param>
/// <param name="OutPort">Only flows with an output to this port, or <see cref="PortNumbers.Any"/>.</param>
public sealed record FlowMonitor(uint Id, FlowMonitorFlags Flags, Match Match, byte TableId = 0xff, uint OutPort = PortNumbers.Any);

/// <summary>Begins to watch flows; the answer has those there are, if asked for. Updates follow as further replies with the transaction id 0.</summary>
public sealed record FlowMonitorRequest(EquatableArray<FlowMonitor> Monitors) : MultipartRequest
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.Experimenter;
}

/// <summary>Flows that there are (with the request's transaction id) or that changed (with the transaction id 0).</summary>
public sealed record FlowMonitorReply(EquatableArray<FlowUpdate> Updates) : MultipartReply
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.Experimenter;
}

/// <summary>Ends a monitor (ONF extension 187, message 1870).</summary>
/// <param name="Id">The monitor's number.</param>
public sealed record FlowMonitorCancel(uint Id) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.Experimenter;
}

/// <summary>
/// The switch has no room for more updates (ONF extension 187, message 1871). Until <see cref="FlowMonitorResumed"/> it reports only deletions
/// of flows that were there before; the rest comes just before that message.
/// </summary>
public sealed record FlowMonitorPaused : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.Experimenter;
}

/// <summary>All that was held back since <see cref="FlowMonitorPaused"/> is sent (ONF extension 187, message 1872).</summary>
public sealed record FlowMonitorResumed : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.Experimenter;
}

/// <summary>What happened to a flow.</summary>
public enum FlowUpdateEvent : ushort
{
    /// <summary>It was added, also over an equal one; or it is there at the beginning.</summary>
    Added = 0,
    /// <summary>It is gone.</summary>
    Deleted = 1,
    /// <summary>It has other instructions.</summary>
    Modified = 2,
}

/// <summary>One report of a flow monitor.</summary>
public abstract record FlowUpdate;

/// <summary>A flow that came, went or changed.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Reason">Why it is gone; 0 unless it is.</param>
/// <param name="TableId">Its table.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="IdleTimeout">In seconds; 0 is never.</param>
/// <param name="HardTimeout">In seconds; 0 is never.</param>
/// <param name="Cookie">Its cookie.</param>
/// <param name="Match">Which packets it is for.</param>
/// <param name="Instructions">What it does, if <see cref="FlowMonitorFlags.Instructions"/> was asked for.</param>
public sealed record FlowChanged(
    FlowUpdateEvent Event,
    FlowRemovedReason Reason,
    byte TableId,
    ushort Priority,
    ushort IdleTimeout,
    ushort HardTimeout,
    ulong Cookie,
    Match Match,
    EquatableArray<Instruction> Instructions) : FlowUpdate;

/// <summary>Flows changed by a message that came over this connection; of several done together, a bundle's above all, only the first is named.</summary>
/// <param name="RequestXid">The transaction id of that message.</param>
public sealed record OwnFlowUpdate(uint RequestXid) : FlowUpdate;

/// <summary>An update that this library leaves as it is.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Body">All after length and event.</param>
public sealed record RawFlowUpdate(ushort Event, EquatableArray<byte> Body) : FlowUpdate;
