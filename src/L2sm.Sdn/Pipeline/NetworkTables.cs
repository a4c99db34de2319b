using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;

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
                .. share.Ports.SelectMany(attachment => FromPort(share, attachment)),
                .. NetworkLinks.Compile(share),
                .. MirrorTables.Flows(share),
                .. share.Addresses.Select(address => ToAddress(id, address.Mac, address.Port)),
                .. FromLeavingLinks(share),
                share.Alike.Learn,
                share.Alike.Flood,
            ],
            [.. MirrorTables.Groups(share), .. FloodGroups(share)])
        {
            Meters = RateMeters.Compile(share),
        };
    }

    /// <summary>What comes in by a port goes into its network, or, where the port is guarded, as much of it as may.</summary>
    internal static IEnumerable<FlowEntry> FromPort(NetworkShare share, Attachment attachment)
    {
        var network = share.Network.Id.Value;
        FlowEntry Classify(ushort priority, Match match, EquatableArray<Instruction> instructions) =>
            new(Tables.Classify, priority, match, new FlowCookie(FlowKind.Port, network).Value, instructions);

        EquatableArray<Instruction> enter = attachment.Rate is null && !share.IsMirrored
            ? share.Alike.Enter
            : [.. RateMeters.Through(attachment), .. MirrorTables.Copy(share), .. share.Alike.Enter];
        // What passes comes first, so that a guard that is put on cuts off nothing that it lets through.
        if (attachment.Guard is { } guard)
            foreach (var rule in GuardRules.Of(guard, attachment.Port.PortNo).OrderBy(rule => !rule.Passes))
                yield return Classify(rule.Priority, rule.Match, rule.Passes ? enter : []);
        yield return Classify(Tables.PortPriority, Match.Of(MatchField.InPort(attachment.Port.PortNo)), attachment.Guard is null ? enter : []);
    }

    /// <summary>
    /// While a tree moves, a switch that has not followed yet still sends over the links before. To learn from those frames would lead back over
    /// a link that is no longer the tree's, and once the new links are in, double frames. So would copies for mirrors be doubled.
    /// </summary>
    internal static IEnumerable<FlowEntry> FromLeavingLinks(NetworkShare share) =>
        from port in share.Leaving
        from copies in share.IsMirrored ? (bool[])[false, true] : [false]
        select new FlowEntry(
            Tables.Learn,
            copies ? Tables.LeavingCopyPriority : Tables.LeavingPriority,
            Match.Of(MatchField.InPort(port), MatchField.Metadata(NetworkLinks.MarkOf(share.Network, copies))),
            new FlowCookie(FlowKind.Learn, share.Network.Id.Value).Value,
            []);

    private static FlowEntry ToAddress(NetworkId network, MacAddress mac, uint port) => new(
        Tables.Addresses,
        Tables.AddressPriority,
        Match.Of(MatchField.Metadata(network.Value), MatchField.EthDst(mac)),
        new FlowCookie(FlowKind.Address, network.Value).Value,
        [new ApplyActions([new RegisterLoadAction(Registers.Port, port)])]);

    /// <summary>
    /// To each port and each link of the tree; the switch leaves out the port where the frame came in (OpenFlow 1.3.5 §5.6.1). A message
    /// holds some 2,000 buckets, so the ports of a large network are in groups of their own, which come first: the main one names them.
    /// </summary>
    internal static IEnumerable<GroupEntry> FloodGroups(NetworkShare share)
    {
        var id = share.Network.Id;
        var ports = share.Ports.Select(attachment => new Bucket([new OutputAction(attachment.Port.PortNo)])).ToArray();
        var shards = ports.Length <= GroupIds.PortsPerShard ? [] : ports.Chunk(GroupIds.PortsPerShard).ToArray();
        for (var i = 0; i < shards.Length; i++) yield return new GroupEntry(GroupIds.FloodShard(id, i + 1), GroupType.All, shards[i].ToEquatableArray());
        yield return new GroupEntry(
            GroupIds.Flood(id),
            GroupType.All,
            [
                .. shards.Length == 0 ? ports : shards.Select((_, i) => new Bucket([new GroupAction(GroupIds.FloodShard(id, i + 1))])),
                .. share.Links.Select(link => new Bucket(NetworkLinks.Send(share, link))),
            ]);
    }
}
