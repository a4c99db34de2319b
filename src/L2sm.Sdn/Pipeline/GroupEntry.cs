using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Messages;

namespace L2sm.Sdn.Pipeline;

/// <summary>A group that a switch should hold, or holds.</summary>
public sealed record GroupEntry(uint GroupId, GroupType GroupType, EquatableArray<Bucket> Buckets)
{
    /// <summary>The ports that its buckets send to, itself or over a link's group.</summary>
    public IEnumerable<uint> OutputPorts => Buckets.SelectMany(bucket => bucket.Actions).Select(PortOf).OfType<uint>();

    /// <summary>The links among them.</summary>
    public IEnumerable<uint> LinkPorts => Buckets.SelectMany(bucket => bucket.Actions).OfType<GroupAction>().Select(PortOf).OfType<uint>();

    /// <summary>The port that an action sends to, itself or over a link's group; null if to none.</summary>
    internal static uint? PortOf(OpenFlowAction action) => action switch
    {
        OutputAction output => output.Port,
        GroupAction group => GroupIds.LinkPortOf(group.GroupId),
        _ => null,
    };

    /// <summary>The message that makes, changes or deletes it.</summary>
    public GroupMod ToMod(GroupModCommand command) =>
        new(command, GroupType, GroupId, command == GroupModCommand.Delete ? [] : Buckets);
}
