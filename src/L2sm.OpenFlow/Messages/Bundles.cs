namespace L2sm.OpenFlow.Messages;

/// <summary>What to do with a bundle, or that it is done (ONF extension 230 for OpenFlow 1.3; OpenFlow 1.4.0 §7.3.9.3, ofp_bundle_ctrl_type).</summary>
public enum BundleControlType : ushort
{
    /// <summary>Begin it.</summary>
    OpenRequest = 0,
    /// <summary>It has begun.</summary>
    OpenReply = 1,
    /// <summary>Nothing more comes.</summary>
    CloseRequest = 2,
    /// <summary>It is closed.</summary>
    CloseReply = 3,
    /// <summary>Do all of it, or nothing.</summary>
    CommitRequest = 4,
    /// <summary>All of it is done.</summary>
    CommitReply = 5,
    /// <summary>Forget it.</summary>
    DiscardRequest = 6,
    /// <summary>It is forgotten.</summary>
    DiscardReply = 7,
}

/// <summary>How a bundle is done (ONF extension 230, ofp_bundle_flags); each of its messages says the same.</summary>
[Flags]
public enum BundleFlags : ushort
{
    /// <summary>In any order.</summary>
    None = 0,
    /// <summary>A packet meets all of its changes or none.</summary>
    Atomic = 1,
    /// <summary>In the order in which they were added.</summary>
    Ordered = 2,
}

/// <summary>Opens, closes, commits or discards a bundle, or answers that (ONF extension 230, message 2300).</summary>
/// <param name="BundleId">The controller's number for it, used by one bundle at a time in a connection.</param>
/// <param name="ControlType">What to do, or what is done.</param>
/// <param name="Flags">As when it was opened.</param>
public sealed record BundleControl(uint BundleId, BundleControlType ControlType, BundleFlags Flags) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.Experimenter;
}

/// <summary>Puts a change into a bundle (ONF extension 230, message 2301); silent if it is accepted.</summary>
public sealed record BundleAddMessage : OpenFlowMessage
{
    private readonly OpenFlowMessage change = null!;

    /// <summary>A change for a bundle.</summary>
    /// <param name="bundleId">The bundle.</param>
    /// <param name="flags">As when it was opened.</param>
    /// <param name="change">The change.</param>
    /// <exception cref="ArgumentException">The change is a message of an extension that this library knows: no bundle can hold one.</exception>
    public BundleAddMessage(uint bundleId, BundleFlags flags, OpenFlowMessage change)
    {
        BundleId = bundleId;
        Flags = flags;
        Change = change;
    }

    /// <summary>The bundle's number.</summary>
    public uint BundleId { get; init; }

    /// <summary>As when the bundle was opened.</summary>
    public BundleFlags Flags { get; init; }

    /// <summary>The change; its own transaction id is 0 here, because on the wire it has that of the message around it.</summary>
    /// <exception cref="ArgumentException">The change is a message of an extension that this library knows: no bundle can hold one.</exception>
    public OpenFlowMessage Change
    {
        get => change;
        init
        {
            if (value.Type == MessageType.Experimenter && value is not Experimenter)
                throw new ArgumentException($"A {value.GetType().Name} cannot be in a bundle: only changes to the switch can", nameof(value));
            change = value.Xid == 0 ? value : value with { Xid = 0 };
        }
    }

    /// <inheritdoc/>
    public override MessageType Type => MessageType.Experimenter;
}

/// <summary>What is wrong with a bundle (ONF extension 230, codes of the experimenter error).</summary>
public enum BundleError : ushort
{
    /// <summary>Not said.</summary>
    Unknown = 2300,
    /// <summary>Not permitted.</summary>
    NotPermitted = 2301,
    /// <summary>There is no such bundle; Open vSwitch says so also of one that is open already.</summary>
    BadId = 2302,
    /// <summary>There is one of this number already.</summary>
    Exists = 2303,
    /// <summary>It is closed already.</summary>
    Closed = 2304,
    /// <summary>There are too many.</summary>
    OutOfBundles = 2305,
    /// <summary>The control type is unknown, or makes no sense here.</summary>
    BadType = 2306,
    /// <summary>The flags are unknown, or others than when it was opened.</summary>
    BadFlags = 2307,
    /// <summary>The message in it has a wrong length.</summary>
    MessageBadLength = 2308,
    /// <summary>The message in it has another transaction id than the one around it.</summary>
    MessageBadXid = 2309,
    /// <summary>The message in it cannot be in a bundle.</summary>
    MessageUnsupported = 2310,
    /// <summary>The messages in it cannot be in one bundle.</summary>
    MessageConflict = 2311,
    /// <summary>There are too many messages in it.</summary>
    TooManyMessages = 2312,
    /// <summary>A message in it failed: that one's own error comes before. Nothing of the bundle is done.</summary>
    MessageFailed = 2313,
    /// <summary>Nothing was heard of it for too long.</summary>
    Timeout = 2314,
    /// <summary>Another bundle is being done.</summary>
    InProgress = 2315,
}
