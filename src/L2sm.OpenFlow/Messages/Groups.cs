using L2sm.OpenFlow.Actions;

namespace L2sm.OpenFlow.Messages;

/// <summary>Group numbers with a meaning (OpenFlow 1.3.5 §7.3.4.2, ofp_group).</summary>
public static class GroupNumbers
{
    /// <summary>The highest number of a group.</summary>
    public const uint Max = 0xffff_ff00;
    /// <summary>All groups, when deleting.</summary>
    public const uint All = 0xffff_fffc;
    /// <summary>No group in particular: a wildcard.</summary>
    public const uint Any = 0xffff_ffff;
}

/// <summary>What to do with a group (OpenFlow 1.3.5 §7.3.4.2, ofp_group_mod_command).</summary>
public enum GroupModCommand : ushort
{
    /// <summary>Adds a group; an error if it exists.</summary>
    Add = 0,
    /// <summary>Replaces the group's type and buckets.</summary>
    Modify = 1,
    /// <summary>Deletes the group and all flows that point to it.</summary>
    Delete = 2,
}

/// <summary>Which buckets of a group run (OpenFlow 1.3.5 §7.3.4.2, ofp_group_type).</summary>
public enum GroupType : byte
{
    /// <summary>All.</summary>
    All = 0,
    /// <summary>One that the switch selects.</summary>
    Select = 1,
    /// <summary>The only one.</summary>
    Indirect = 2,
    /// <summary>The first that is alive.</summary>
    FastFailover = 3,
}

/// <summary>Actions of a group that belong together (OpenFlow 1.3.5 §7.3.4.2, ofp_bucket).</summary>
/// <param name="Weight">The share in a select group.</param>
/// <param name="WatchPort">The port whose state is the bucket's, in a fast failover group.</param>
/// <param name="WatchGroup">The group whose state is the bucket's, in a fast failover group.</param>
/// <param name="Actions">What the bucket does.</param>
public sealed record Bucket(ushort Weight, uint WatchPort, uint WatchGroup, EquatableArray<OpenFlowAction> Actions)
{
    /// <summary>A bucket without weight that watches nothing.</summary>
    public Bucket(EquatableArray<OpenFlowAction> actions) : this(0, PortNumbers.Any, GroupNumbers.Any, actions)
    {
    }

    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString()
    {
        var weight = Weight == 0 ? "" : $"weight:{Weight},";
        var port = WatchPort == PortNumbers.Any ? "" : $"watch_port:{WatchPort},";
        var group = WatchGroup == GroupNumbers.Any ? "" : $"watch_group:{WatchGroup},";
        return $"bucket={weight}{port}{group}actions={ActionText.Join(Actions)}";
    }
}

/// <summary>Adds, changes or deletes a group (OpenFlow 1.3.5 §7.3.4.2).</summary>
public sealed record GroupMod(GroupModCommand Command, GroupType GroupType, uint GroupId, EquatableArray<Bucket> Buckets = default) : OpenFlowMessage
{
    private const int FixedPart = 16;
    private const int OutputBucketBytes = 32;

    /// <summary>
    /// Bytes for the buckets of a group, so that the message fits a bundle and the group's description one multipart message. What a bucket
    /// takes: <see cref="OpenFlowCodec.GetLength(Bucket)"/>.
    /// </summary>
    public const int MaxBucketBytes = OpenFlowCodec.MaxLength - OpenFlowCodec.BundleOverhead - FixedPart;

    /// <summary>How many buckets of one output each a group can have.</summary>
    public const int MaxOutputBuckets = MaxBucketBytes / OutputBucketBytes;

    /// <inheritdoc/>
    public override MessageType Type => MessageType.GroupMod;
}
