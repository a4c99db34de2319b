using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Pipeline;

/// <summary>
/// A network's frames on links: how each says its network, and, with a bit of its own, whether it is a copy for mirrors. Links that carry tunnel
/// ids need no rule of the network to take frames from, others are told each network by its tag.
/// </summary>
internal static class NetworkLinks
{
    /// <summary>The bit of a network's tag that marks copies, as <see cref="NetworkId.MirrorBit"/> does in tunnel ids.</summary>
    private const ushort CopyTag = 0x800;

    /// <summary>The flows that a network needs for its links, beyond those that the links have themselves.</summary>
    public static IEnumerable<FlowEntry> Compile(NetworkShare share) =>
    [
        .. share.Links.Where(link => link.Carrier == LinkCarrier.Vlan).SelectMany(link => FromTagged(share, link.LocalPort, [])),
        .. share.Spares.SelectMany(spare => FromTagged(share, spare.Spare, [BaseCompiler.ComeFrom(spare.Link.LocalPort)])),
        .. share.Links.Where(link => share.IsPinned || link.Carrier == LinkCarrier.Vlan).Select(link => Over(share, link)),
    ];

    /// <summary>Says the network in the way of the link, then sends.</summary>
    public static EquatableArray<OpenFlowAction> Send(NetworkShare share, Neighbour link, bool copies = false) =>
    [
        .. link.Carrier == LinkCarrier.Vlan
            ? (EquatableArray<OpenFlowAction>)[new PushVlanAction(), new SetFieldAction(MatchField.VlanVid(TagOf(share.Network, copies)))]
            : [copies ? new SetFieldAction(MatchField.TunnelId(MarkOf(share.Network, copies))) : share.Alike.Mark],
        new GroupAction(share.IsPinned ? GroupIds.DirectLink(link.LocalPort) : GroupIds.Link(link.LocalPort)),
    ];

    /// <summary>The metadata, and on tunnels the id, of a network's frames, or of copies of them.</summary>
    public static uint MarkOf(L2Network network, bool copies) => network.Id.Value | (copies ? NetworkId.MirrorBit : 0);

    private static ushort TagOf(L2Network network, bool copies) => (ushort)(network.Vlan!.Value | (copies ? CopyTag : 0));

    private static FlowEntry Over(NetworkShare share, Neighbour link) => new(
        Tables.Egress,
        Tables.OwnLinkPriority,
        Match.Of(MatchField.Metadata(share.Network.Id.Value), Registers.PortIs(link.LocalPort)),
        new FlowCookie(FlowKind.Link, share.Network.Id.Value).Value,
        [new ApplyActions(Send(share, link))]);

    public static IEnumerable<FlowEntry> FromTagged(NetworkShare share, uint port, EquatableArray<OpenFlowAction> first) =>
        from copies in share.IsMirrored ? (bool[])[false, true] : [false]
        select new FlowEntry(
            Tables.Classify,
            Tables.LinkPriority,
            Match.Of(MatchField.InPort(port), MatchField.VlanVid(TagOf(share.Network, copies))),
            new FlowCookie(FlowKind.Link, share.Network.Id.Value).Value,
            [new ApplyActions([new PopVlanAction(), .. first]), new WriteMetadata(MarkOf(share.Network, copies), ulong.MaxValue), new GotoTable(Tables.Learn)]);
}
