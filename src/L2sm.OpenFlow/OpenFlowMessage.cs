namespace L2sm.OpenFlow;

/// <summary>One message, with its transaction id; the version is 1.3 in all but <see cref="Messages.Hello"/>.</summary>
public abstract record OpenFlowMessage
{
    /// <summary>The transaction id: a reply has its request's.</summary>
    public uint Xid { get; init; }

    /// <summary>What the message is.</summary>
    public abstract MessageType Type { get; }
}
