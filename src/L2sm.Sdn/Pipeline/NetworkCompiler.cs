using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Pipeline;

/// <summary>What one network needs of the fabric.</summary>
/// <param name="Network">The network.</param>
/// <param name="Goal">The tree that it is to have.</param>
/// <param name="Tree">The tree that it has for now: less than the goal while edges of trees before are still being taken away.</param>
/// <param name="MayBeHeld">All edges that a switch may hold until every one of them has confirmed.</param>
/// <param name="Fragments">The flows and groups of each switch.</param>
public sealed record NetworkPlan(L2Network Network, NetworkTree Goal, NetworkTree Tree, NetworkTree MayBeHeld, ImmutableDictionary<DatapathId, TableFragment> Fragments)
{
    /// <summary>Edges of the goal wait until every switch has let go of the edges before.</summary>
    public bool IsRetreating => !ReferenceEquals(Goal, Tree);

    /// <summary>The tree changed, and not every switch is known to have followed.</summary>
    public bool IsUnsettled => IsRetreating || !ReferenceEquals(Tree, MayBeHeld);
}

/// <summary>
/// Compiles a network over a topology. Pure: equal input gives equal output. Once settled, the outcome depends on the network and the links
/// alone, in this process or the next.
/// </summary>
public static class NetworkCompiler
{
    /// <summary>
    /// The plan of a network. On a switch it is one flow per port, one per known address, and two flows and one group for the network:
    /// O(ports + addresses × switches). Ports where links end are left out.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="graph">The links.</param>
    /// <param name="held">The edges that switches may still hold.</param>
    public static NetworkPlan Compile(L2Network network, TopologyGraph graph, NetworkTree held)
    {
        var members = network.Attachments.Values
            .Where(attachment => !graph.IsLinkPort(attachment.Port))
            .GroupBy(attachment => attachment.Port.Switch)
            .ToImmutableSortedDictionary(group => group.Key, group => group.ToArray());
        var oldest = members.Values.SelectMany(attachments => attachments).MinBy(attachment => attachment.Age);
        var goal = NetworkTree.Span(graph, members.Keys, oldest?.Port.Switch);
        var tree = goal.Beside(held);
        var mayBeHeld = tree.Holds(held) ? tree : tree.Union(held);
        var flows = tree.Switches.ToDictionary(id => id, _ => new List<FlowEntry>());
        var placed = new HashSet<MacAddress>();
        foreach (var (id, attachments) in members)
        {
            foreach (var attachment in attachments) flows[id].Add(FromPort(network.Id, attachment.Port.PortNo));
            // An address named at two ports belongs to the lower one: a table holds one flow for it.
            var addresses = attachments
                .SelectMany(attachment => attachment.MacAddresses.Where(placed.Add).Select(mac => (mac, attachment.Port.PortNo)))
                .ToArray();
            AddAddresses(network.Id, tree, id, addresses, flows);
        }
        return new NetworkPlan(network, goal, tree, mayBeHeld, flows.ToImmutableDictionary(entry => entry.Key, entry =>
        {
            entry.Value.Add(Learn(network.Id));
            entry.Value.Add(Flood(network.Id, tree.Tag));
            var ports = members.TryGetValue(entry.Key, out var own) ? own.Select(attachment => attachment.Port.PortNo) : [];
            return new TableFragment(entry.Value.ToEquatableArray(), [.. FloodGroups(network.Id, [.. ports], tree.PortsOf(entry.Key))]);
        }));
    }

    private static FlowEntry FromPort(NetworkId network, uint port) => new(
        Tables.Classify,
        Tables.PortPriority,
        Match.Of(MatchField.InPort(port)),
        new FlowCookie(FlowKind.Port, network.Value).Value,
        [new WriteMetadata(network.Value, ulong.MaxValue), new GotoTable(Tables.Learn)]);

    private static void AddAddresses(
        NetworkId network, NetworkTree tree, DatapathId home, (MacAddress Mac, uint Port)[] addresses, Dictionary<DatapathId, List<FlowEntry>> flows)
    {
        if (addresses.Length == 0) return;
        foreach (var (mac, port) in addresses) flows[home].Add(ToAddress(network, mac, port));
        foreach (var (id, port) in tree.PortsTowards(home))
            foreach (var (mac, _) in addresses)
                flows[id].Add(ToAddress(network, mac, port));
    }

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
                [LearnSender, new ResubmitTableAction(BaseCompiler.InThisPort, Tables.Learned), new ResubmitTableAction(BaseCompiler.InThisPort, Tables.Addresses)]),
            new GotoTable(Tables.Egress),
        ]);

    /// <summary>In table Learned: frames of this network to this sender leave by the port where it was heard.</summary>
    private static LearnAction LearnSender { get; } = new(
        IdleTimeout: Tables.LearnedIdleSeconds,
        HardTimeout: 0,
        Priority: Tables.LearnedPriority,
        Cookie: new FlowCookie(FlowKind.Learned, TableFragment.BaseKey).Value,
        Flags: 0,
        TableId: Tables.Learned,
        FinIdleTimeout: 0,
        FinHardTimeout: 0,
        Specs:
        [
            new MatchFromField(new Subfield(Oxm.Metadata, 0, 64), new Subfield(Oxm.Metadata, 0, 64)),
            new MatchFromField(new Subfield(Oxm.NxEthSrc, 0, 48), new Subfield(Oxm.NxEthDst, 0, 48)),
            new LoadFromField(new Subfield(Oxm.InPort16, 0, 16), new Subfield(Oxm.Register(1), 0, 16)),
        ]);

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
    private static IEnumerable<GroupEntry> FloodGroups(NetworkId network, uint[] ports, ImmutableArray<Neighbour> links)
    {
        var shards = ports.Length <= GroupIds.PortsPerShard ? [] : ports.Chunk(GroupIds.PortsPerShard).ToArray();
        for (var i = 0; i < shards.Length; i++)
            yield return new GroupEntry(GroupIds.FloodShard(network, i + 1), GroupType.All, shards[i].Select(ToPort).ToEquatableArray());
        yield return new GroupEntry(
            GroupIds.Flood(network),
            GroupType.All,
            [
                .. shards.Length == 0 ? ports.Select(ToPort) : shards.Select((_, i) => new Bucket([new GroupAction(GroupIds.FloodShard(network, i + 1))])),
                .. links.Select(link => new Bucket([new SetFieldAction(MatchField.TunnelId(network.Value)), new GroupAction(GroupIds.Link(link.LocalPort))])),
            ]);
    }

    private static Bucket ToPort(uint port) => new([new OutputAction(port)]);
}
