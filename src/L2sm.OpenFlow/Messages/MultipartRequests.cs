using L2sm.OpenFlow.Matching;

namespace L2sm.OpenFlow.Messages;

/// <summary>Asks for make and model (OpenFlow 1.3.5 §7.3.5.1).</summary>
public sealed record DescriptionRequest : MultipartRequest
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.Description;
}

/// <summary>Asks for all ports (OpenFlow 1.3.5 §7.3.5.7).</summary>
public sealed record PortDescriptionRequest : MultipartRequest
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.PortDescription;
}

/// <summary>Asks for all groups with their buckets (OpenFlow 1.3.5 §7.3.5.10).</summary>
public sealed record GroupDescriptionRequest : MultipartRequest
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.GroupDescription;
}

/// <summary>Asks for the counters of all tables (OpenFlow 1.3.5 §7.3.5.4).</summary>
public sealed record TableStatsRequest : MultipartRequest
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.Table;
}

/// <summary>Asks for the counters of a port, or of all with <see cref="PortNumbers.Any"/> (OpenFlow 1.3.5 §7.3.5.6).</summary>
public sealed record PortStatsRequest(uint PortNo = PortNumbers.Any) : MultipartRequest
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.PortStats;
}

/// <summary>Asks for flows; all of them by default (OpenFlow 1.3.5 §7.3.5.2).</summary>
public sealed record FlowStatsRequest : MultipartRequest
{
    /// <summary>Narrows the question by what is given.</summary>
    public FlowStatsRequest(
        byte TableId = 0xff,
        uint OutPort = PortNumbers.Any,
        uint OutGroup = GroupNumbers.Any,
        ulong Cookie = 0,
        ulong CookieMask = 0,
        Match? Match = null)
    {
        this.TableId = TableId;
        this.OutPort = OutPort;
        this.OutGroup = OutGroup;
        this.Cookie = Cookie;
        this.CookieMask = CookieMask;
        this.Match = Match ?? Matching.Match.Any;
    }

    /// <summary>The table, or 0xff for all.</summary>
    public byte TableId { get; init; }
    /// <summary>Only flows with an output to this port.</summary>
    public uint OutPort { get; init; }
    /// <summary>Only flows with an output to this group.</summary>
    public uint OutGroup { get; init; }
    /// <summary>Only flows whose cookie is this where the mask has ones.</summary>
    public ulong Cookie { get; init; }
    /// <summary>The bits of the cookie that count.</summary>
    public ulong CookieMask { get; init; }
    /// <summary>Only flows that this match covers.</summary>
    public Match Match { get; init; }

    /// <inheritdoc/>
    public override MultipartType MultipartType => MultipartType.Flow;
}
