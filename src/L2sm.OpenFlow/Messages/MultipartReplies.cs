using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;

namespace L2sm.OpenFlow.Messages;

/// <summary>Make and model; texts of up to 255 characters, the serial number of up to 31 (OpenFlow 1.3.5 §7.3.5.1).</summary>
public sealed record DescriptionReply(
    string Manufacturer,
    string Hardware,
    string Software,
    string SerialNumber,
    string DatapathDescription) : MultipartReply
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.Description;
}

/// <summary>Ports of the switch (OpenFlow 1.3.5 §7.3.5.7).</summary>
public sealed record PortDescriptionReply(EquatableArray<PortDescription> Ports) : MultipartReply
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.PortDescription;
}

/// <summary>Flows of the switch (OpenFlow 1.3.5 §7.3.5.2).</summary>
public sealed record FlowStatsReply(EquatableArray<FlowStats> Flows) : MultipartReply
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.Flow;
}

/// <summary>A flow with its counters (OpenFlow 1.3.5 §7.3.5.2, ofp_flow_stats); times are in seconds unless named otherwise.</summary>
public sealed record FlowStats(
    byte TableId,
    uint DurationSeconds,
    uint DurationNanoseconds,
    ushort Priority,
    ushort IdleTimeout,
    ushort HardTimeout,
    FlowModFlags Flags,
    ulong Cookie,
    ulong PacketCount,
    ulong ByteCount,
    Match Match,
    EquatableArray<Instruction> Instructions);

/// <summary>Groups of the switch (OpenFlow 1.3.5 §7.3.5.10).</summary>
public sealed record GroupDescriptionReply(EquatableArray<GroupDescription> Groups) : MultipartReply
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.GroupDescription;
}

/// <summary>A group with its buckets (OpenFlow 1.3.5 §7.3.5.10, ofp_group_desc).</summary>
public sealed record GroupDescription(GroupType Type, uint GroupId, EquatableArray<Bucket> Buckets);

/// <summary>Counters of tables (OpenFlow 1.3.5 §7.3.5.4).</summary>
public sealed record TableStatsReply(EquatableArray<TableStats> Tables) : MultipartReply
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.Table;
}

/// <summary>Counters of a table (OpenFlow 1.3.5 §7.3.5.4, ofp_table_stats).</summary>
/// <param name="TableId">The table.</param>
/// <param name="ActiveCount">Flows in it.</param>
/// <param name="LookupCount">Packets looked up.</param>
/// <param name="MatchedCount">Packets that matched.</param>
public sealed record TableStats(byte TableId, uint ActiveCount, ulong LookupCount, ulong MatchedCount);

/// <summary>Counters of ports (OpenFlow 1.3.5 §7.3.5.6).</summary>
public sealed record PortStatsReply(EquatableArray<PortStats> Ports) : MultipartReply
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.PortStats;
}

/// <summary>Counters of a port (OpenFlow 1.3.5 §7.3.5.6, ofp_port_stats); all ones means that the switch does not count it.</summary>
public sealed record PortStats(
    uint PortNo,
    ulong ReceivedPackets,
    ulong SentPackets,
    ulong ReceivedBytes,
    ulong SentBytes,
    ulong ReceiveDropped,
    ulong SendDropped,
    ulong ReceiveErrors,
    ulong SendErrors,
    ulong ReceiveFrameErrors,
    ulong ReceiveOverruns,
    ulong ReceiveCrcErrors,
    ulong Collisions,
    uint DurationSeconds,
    uint DurationNanoseconds);
