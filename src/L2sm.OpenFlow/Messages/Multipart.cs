namespace L2sm.OpenFlow.Messages;

/// <summary>What a multipart message is about (OpenFlow 1.3.5 §7.3.5, ofp_multipart_type).</summary>
public enum MultipartType : ushort
{
    /// <summary>OFPMP_DESC.</summary>
    Description = 0,
    /// <summary>OFPMP_FLOW.</summary>
    Flow = 1,
    /// <summary>OFPMP_AGGREGATE.</summary>
    Aggregate = 2,
    /// <summary>OFPMP_TABLE.</summary>
    Table = 3,
    /// <summary>OFPMP_PORT_STATS.</summary>
    PortStats = 4,
    /// <summary>OFPMP_QUEUE.</summary>
    Queue = 5,
    /// <summary>OFPMP_GROUP.</summary>
    Group = 6,
    /// <summary>OFPMP_GROUP_DESC.</summary>
    GroupDescription = 7,
    /// <summary>OFPMP_GROUP_FEATURES.</summary>
    GroupFeatures = 8,
    /// <summary>OFPMP_METER.</summary>
    Meter = 9,
    /// <summary>OFPMP_METER_CONFIG.</summary>
    MeterConfig = 10,
    /// <summary>OFPMP_METER_FEATURES.</summary>
    MeterFeatures = 11,
    /// <summary>OFPMP_TABLE_FEATURES.</summary>
    TableFeatures = 12,
    /// <summary>OFPMP_PORT_DESC.</summary>
    PortDescription = 13,
    /// <summary>OFPMP_EXPERIMENTER.</summary>
    Experimenter = 0xffff,
}

/// <summary>A question whose answer may need several messages (OpenFlow 1.3.5 §7.3.5).</summary>
public abstract record MultipartRequest : OpenFlowMessage
{
    private bool more;

    /// <inheritdoc/>
    public sealed override MessageType Type => MessageType.MultipartRequest;

    /// <summary>What it asks for.</summary>
    public abstract MultipartType MultipartType { get; }

    /// <summary>More parts follow (OFPMPF_REQ_MORE).</summary>
    public bool More { get => more; init => more = value; }

    /// <summary>For the reader, before anyone else sees the message: a copy would be garbage at once.</summary>
    internal void SetMore(bool value) => more = value;
}

/// <summary>One part of an answer; the parts share the request's xid (OpenFlow 1.3.5 §7.3.5).</summary>
public abstract record MultipartReply : OpenFlowMessage
{
    private bool more;

    /// <inheritdoc/>
    public sealed override MessageType Type => MessageType.MultipartReply;

    /// <summary>What it is about.</summary>
    public abstract MultipartType MultipartType { get; }

    /// <summary>More parts follow (OFPMPF_REPLY_MORE).</summary>
    public bool More { get => more; init => more = value; }

    /// <summary>For the reader, before anyone else sees the message: a copy would be garbage at once.</summary>
    internal void SetMore(bool value) => more = value;
}

/// <summary>A multipart request that this library leaves as it is.</summary>
/// <param name="RawType">The multipart type.</param>
/// <param name="Body">All after the multipart header.</param>
public sealed record RawMultipartRequest(ushort RawType, EquatableArray<byte> Body = default) : MultipartRequest
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => (MultipartType)RawType;
}

/// <summary>A multipart reply that this library leaves as it is.</summary>
/// <param name="RawType">The multipart type.</param>
/// <param name="Body">All after the multipart header.</param>
public sealed record RawMultipartReply(ushort RawType, EquatableArray<byte> Body = default) : MultipartReply
{
    /// <inheritdoc/>
    public override MultipartType MultipartType => (MultipartType)RawType;
}
