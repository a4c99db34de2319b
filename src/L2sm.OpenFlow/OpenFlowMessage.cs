namespace L2sm.OpenFlow;

/// <summary>One message, with its transaction id; the version is 1.3 in all but <see cref="Messages.Hello"/> and <see cref="Messages.ErrorMessage"/>.</summary>
public abstract record OpenFlowMessage
{
    private uint xid;

    /// <summary>The transaction id: a reply has its request's.</summary>
    public uint Xid { get => xid; init => xid = value; }

    /// <summary>What the message is.</summary>
    public abstract MessageType Type { get; }

    /// <summary>For the reader, before anyone else sees the message: a copy would be garbage at once.</summary>
    internal void SetXid(uint value) => xid = value;
}
