using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Pipeline;

/// <summary>Compiles a switch's share of a network into flows and groups: one flow per port and known address, two flows and a group for the network.</summary>
internal static class NetworkTables
{
    /// <summary>The fragment of one network on one switch.</summary>
    public static TableFragment Compile(NetworkShare share)
    {
        var id = share.Network.Id;
        return new TableFragment(
            [
                .. share.Ports.SelectMany(attachment => FromPort(id, attachment)),
                .. share.Links.Where(link => link.Carrier == LinkCarrier.Vlan).SelectMany(link => OverTaggedLink(share.Network, link)),
                .. share.Spares.Select(spare => FromTaggedLink(share.Network, spare.Spare, [BaseCompiler.ComeFrom(spare.Link.LocalPort)])),
                .. share.Addresses.Select(address => ToAddress(id, address.Mac, address.Port)),
                .. share.Leaving.Select(port => FromLeavingLink(id, port)),
                Learn(id),
                Flood(id, share.TreeTag),
            ],
            [.. FloodGroups(share.Network, [.. share.Ports.Select(attachment => attachment.Port.PortNo)], share.Links)]);
    }

    /// <summary>What comes in by a port goes into its network, or, where the port is guarded, as much of it as may.</summary>
    private static IEnumerable<FlowEntry> FromPort(NetworkId network, Attachment attachment)
    {
        FlowEntry Classify(ushort priority, Match match, EquatableArray<Instruction> instructions) =>
            new(Tables.Classify, priority, match, new FlowCookie(FlowKind.Port, network.Value).Value, instructions);

        EquatableArray<Instruction> enter = [new WriteMetadata(network.Value, ulong.MaxValue), new GotoTable(Tables.Learn)];
        // What passes comes first, so that a guard that is put on cuts off nothing that it lets through.
        if (attachment.Guard is { } guard)
            foreach (var rule in GuardRules.Of(guard, attachment.Port.PortNo).OrderBy(rule => !rule.Passes))
                yield return Classify(rule.Priority, rule.Match, rule.Passes ? enter : []);
        yield return Classify(Tables.PortPriority, Match.Of(MatchField.InPort(attachment.Port.PortNo)), attachment.Guard is null ? enter : []);
    }

    /// <summary>
    /// While a tree moves, a switch that has not followed yet still sends over the links before. To learn from those frames would lead back over
    /// a link that is no longer the tree's, and once the new links are in, double frames.
    /// </summary>
    private static FlowEntry FromLeavingLink(NetworkId network, uint port) => new(
        Tables.Learn,
        Tables.LeavingPriority,
        Match.Of(MatchField.InPort(port), MatchField.Metadata(network.Value)),
        new FlowCookie(FlowKind.Learn, network.Value).Value,
        []);

    /// <summary>Links that carry no tunnel id need to be told each network by its tag: both ways are flows of the network, not of the link.</summary>
    private static IEnumerable<FlowEntry> OverTaggedLink(L2Network network, Neighbour link)
    {
        yield return FromTaggedLink(network, link.LocalPort, []);
        yield return new FlowEntry(
            Tables.Egress,
            Tables.TaggedPriority,
            Match.Of(MatchField.Metadata(network.Id.Value), Registers.PortIs(link.LocalPort)),
            new FlowCookie(FlowKind.Link, network.Id.Value).Value,
            [new ApplyActions(ToLink(network, link))]);
    }

    private static FlowEntry FromTaggedLink(L2Network network, uint port, EquatableArray<OpenFlowAction> first) => new(
        Tables.Classify,
        Tables.LinkPriority,
        Match.Of(MatchField.InPort(port), MatchField.VlanVid(network.Vlan!.Value)),
        new FlowCookie(FlowKind.Link, network.Id.Value).Value,
        [new ApplyActions([new PopVlanAction(), .. first]), new WriteMetadata(network.Id.Value, ulong.MaxValue), new GotoTable(Tables.Learn)]);

    /// <summary>Says the network in the way of the link, then sends.</summary>
    private static EquatableArray<OpenFlowAction> ToLink(L2Network network, Neighbour link) =>
    [
        .. link.Carrier == LinkCarrier.Vlan
            ? (EquatableArray<OpenFlowAction>)[new PushVlanAction(), new SetFieldAction(MatchField.VlanVid(network.Vlan!.Value))]
            : [new SetFieldAction(MatchField.TunnelId(network.Id.Value))],
        new GroupAction(GroupIds.Link(link.LocalPort)),
    ];

    private static FlowEntry ToAddress(NetworkId network, MacAddress mac, uint port) => new(
        Tables.Addresses,
        Tables.AddressPriority,
        Match.Of(MatchField.Metadata(network.Value), MatchField.EthDst(mac)),
        new FlowCookie(FlowKind.Address, network.Value).Value,
        [new ApplyActions([new RegisterLoadAction(Registers.Port, port)])]);

    /// <summary>
    /// Learning is a flow of each network, not of the switch: else a frame that is still on its way when its network goes would be learned,
    /// and nobody would forget it.
    /// </summary>
    private static FlowEntry Learn(NetworkId network) => new(
        Tables.Learn,
        Tables.LearnPriority,
        Match.Of(MatchField.Metadata(network.Value)),
        new FlowCookie(FlowKind.Learn, network.Value).Value,
        [
            // The later one wins: a known address.
            new ApplyActions(
                [LearnSender(network), new ResubmitTableAction(BaseCompiler.InThisPort, Tables.Learned), new ResubmitTableAction(BaseCompiler.InThisPort, Tables.Addresses)]),
            new GotoTable(Tables.Egress),
        ]);

    /// <summary>In table Learned: frames of this network to this sender leave by the port where it was heard. The limit counts by the cookie.</summary>
    private static LearnAction LearnSender(NetworkId network) => new(
        IdleTimeout: Tables.LearnedIdleSeconds,
        HardTimeout: 0,
        Priority: Tables.LearnedPriority,
        Cookie: new FlowCookie(FlowKind.Learned, network.Value).Value,
        Flags: 0,
        TableId: Tables.Learned,
        FinIdleTimeout: 0,
        FinHardTimeout: 0,
        Specs:
        [
            new MatchFromField(new Subfield(Oxm.Metadata, 0, 64), new Subfield(Oxm.Metadata, 0, 64)),
            new MatchFromField(new Subfield(Oxm.NxEthSrc, 0, 48), new Subfield(Oxm.NxEthDst, 0, 48)),
            new LoadFromField(new Subfield(Oxm.InPort16, 0, 16), new Subfield(Oxm.Register(1), 0, 16)),
        ],
        Limit: Tables.LearnedLimit);

    private static FlowEntry Flood(NetworkId network, ushort treeTag) => new(
        Tables.Egress,
        Tables.FloodPriority,
        Match.Of(MatchField.Metadata(network.Value), Registers.PortIs(0)),
        new FlowCookie(FlowKind.Flood, network.Value, treeTag).Value,
        [new ApplyActions([new GroupAction(GroupIds.Flood(network))])]);

    /// <summary>
    /// To each port and each link of the tree; the switch leaves out the port where the frame came in (OpenFlow 1.3.5 §5.6.1). A message
    /// holds some 2,000 buckets, so the ports of a large network are in groups of their own, which come first: the main one names them.
    /// </summary>
    private static IEnumerable<GroupEntry> FloodGroups(L2Network network, uint[] ports, ImmutableArray<Neighbour> links)
    {
        var shards = ports.Length <= GroupIds.PortsPerShard ? [] : ports.Chunk(GroupIds.PortsPerShard).ToArray();
        for (var i = 0; i < shards.Length; i++)
            yield return new GroupEntry(GroupIds.FloodShard(network.Id, i + 1), GroupType.All, shards[i].Select(ToPort).ToEquatableArray());
        yield return new GroupEntry(
            GroupIds.Flood(network.Id),
            GroupType.All,
            [
                .. shards.Length == 0 ? ports.Select(ToPort) : shards.Select((_, i) => new Bucket([new GroupAction(GroupIds.FloodShard(network.Id, i + 1))])),
                .. links.Select(link => new Bucket(ToLink(network, link))),
            ]);
    }

    private static Bucket ToPort(uint port) => new([new OutputAction(port)]);
}
