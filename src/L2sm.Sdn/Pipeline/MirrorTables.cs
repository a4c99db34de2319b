using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;

namespace L2sm.Sdn.Pipeline;

/// <summary>
/// Copies for a network's mirrors (docs/adr/0005). A frame is copied once, where it comes in by an attached port; the copy goes along the network's tree, marked,
/// and is neither learned from nor delivered.
/// </summary>
internal static class MirrorTables
{
    /// <summary>What copies a frame that comes in by a port here: nothing, or the network's mirror group.</summary>
    public static EquatableArray<Instruction> Copy(NetworkShare share) =>
        share.IsMirrored ? [new ApplyActions([new GroupAction(GroupIds.Mirror(share.Network.Id))])] : [];

    /// <summary>Copies from links pass on; a mirror port is heard by nobody, its discovery frames included.</summary>
    public static IEnumerable<FlowEntry> Flows(NetworkShare share)
    {
        foreach (var port in share.Mirrors)
            yield return new FlowEntry(
                Tables.Classify, Tables.PortPriority, Match.Of(MatchField.InPort(port)), new FlowCookie(FlowKind.Port, share.Network.Id.Value).Value, []);
        if (share.IsMirrored)
            yield return new FlowEntry(
                Tables.Learn,
                Tables.CopyPriority,
                Match.Of(MatchField.Metadata(NetworkLinks.MarkOf(share.Network, copies: true))),
                new FlowCookie(FlowKind.Link, share.Network.Id.Value).Value,
                Copy(share));
    }

    /// <summary>To each mirror port here and each link that leads to one; the switch leaves out the link where the copy came in.</summary>
    public static IEnumerable<GroupEntry> Groups(NetworkShare share)
    {
        if (share.IsMirrored)
            yield return new GroupEntry(
                GroupIds.Mirror(share.Network.Id),
                GroupType.All,
                [
                    .. share.Mirrors.Select(port => new Bucket([new OutputAction(port)])),
                    .. share.MirrorLinks.Select(link => new Bucket(NetworkLinks.Send(share, link, copies: true))),
                ]);
    }
}
