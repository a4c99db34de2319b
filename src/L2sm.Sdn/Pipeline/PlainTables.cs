using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Pipeline;

/// <summary>
/// The tables of a switch that speaks OpenFlow 1.3 alone (docs/adr/0010): <see cref="Tables.Classify"/>, <see cref="Sources"/> and
/// <see cref="Destinations"/>. The controller is shown each sender that is not known, and writes what the switch cannot learn itself.
/// </summary>
internal static class PlainTables
{
    /// <summary>Shows new senders to the controller; drops frames of networks that the switch does not have.</summary>
    public const byte Sources = 1;

    /// <summary>Sends to the port of a known or learned address, or floods the network.</summary>
    public const byte Destinations = 2;

    /// <summary>Senders known at their port: below what a leaving link brings, above the network's own flow.</summary>
    public const ushort SourcePriority = 6;

    /// <summary>Learned addresses: a known one wins.</summary>
    public const ushort LearnedPriority = 90;

    /// <summary>After this many seconds a sender is shown to the controller again, which renews its address.</summary>
    public const ushort SourceSeconds = 60;

    /// <summary>An address that has not been heard for this many seconds is forgotten, as bridges do, whoever sends to it.</summary>
    public const ushort LearnedSeconds = 300;

    /// <summary>What every such switch holds: miss, discovery, guard, and for each link 2 groups.</summary>
    public static TableFragment Base(DatapathId id, TopologyGraph graph) => new(
        [.. BaseCompiler.MissAndDiscovery(), BaseCompiler.GroupSender()],
        [
            .. from link in graph.NeighboursOf(id)
               from @group in (uint[])[GroupIds.Link(link.LocalPort), GroupIds.DirectLink(link.LocalPort)]
               select new GroupEntry(@group, GroupType.Indirect, [new Bucket([new OutputAction(link.LocalPort)])]),
        ]);

    /// <summary>The fragment of one network on one switch.</summary>
    public static TableFragment Compile(NetworkShare share)
    {
        var id = share.Network.Id;
        var ways = share.Links.ToDictionary(link => link.LocalPort, link => NetworkLinks.Send(share, link));
        var attached = share.Ports.Select(attachment => attachment.Port.PortNo).ToHashSet();
        return new TableFragment(
            [
                .. share.Ports.SelectMany(attachment => NetworkTables.FromPort(share, attachment)),
                .. share.Links.SelectMany(link => FromLink(share, link)),
                .. MirrorTables.Flows(share),
                .. from address in share.Addresses
                   where attached.Contains(address.Port)
                   select new FlowEntry(Sources, SourcePriority, Sender(id, address.Port, address.Mac), new FlowCookie(FlowKind.Address, id.Value).Value, Onward(share.Network)),
                .. from address in share.Addresses
                   select new FlowEntry(
                       Destinations, Tables.AddressPriority, Receiver(id, address.Mac), new FlowCookie(FlowKind.Address, id.Value).Value,
                       [new ApplyActions(ways.TryGetValue(address.Port, out var way) ? way : [new OutputAction(address.Port)])]),
                .. NetworkTables.FromLeavingLinks(share),
                new FlowEntry(
                    Sources, Tables.LearnPriority, Match.Of(MatchField.Metadata(id.Value)), new FlowCookie(FlowKind.Learn, id.Value).Value,
                    [.. RateMeters.Through(share.Network), new ApplyActions([new OutputAction(PortNumbers.Controller, ushort.MaxValue)]), new GotoTable(Destinations)]),
                new FlowEntry(
                    Destinations, Tables.FloodPriority, Match.Of(MatchField.Metadata(id.Value)), new FlowCookie(FlowKind.Flood, id.Value, share.TreeTag).Value,
                    [new ApplyActions([new GroupAction(GroupIds.Flood(id))])]),
            ],
            [.. MirrorTables.Groups(share), .. NetworkTables.FloodGroups(share)])
        {
            Meters = RateMeters.Compile(share),
        };
    }

    /// <summary>Whether a fragment is of this layout.</summary>
    public static bool Made(TableFragment fragment) =>
        fragment.Flows.Any(flow => flow.TableId == Destinations && FlowCookie.Read(flow.Cookie).Kind == FlowKind.Flood);

    /// <summary>The actions that lead out of a port of the network, attached or a link's; null if the network does not have it here.</summary>
    public static EquatableArray<OpenFlowAction>? WayTo(TableFragment fragment, uint port)
    {
        foreach (var group in fragment.Groups)
            if (GroupIds.IsFlood(group.GroupId))
                foreach (var bucket in group.Buckets)
                    foreach (var action in bucket.Actions)
                        if (GroupEntry.PortOf(action) == port)
                            return bucket.Actions;
        return null;
    }

    /// <summary>
    /// Teaches that a sender is at a port. In this order: where it was is forgotten first, so that it is shown again if it goes back; its
    /// own flow comes last, so that it is shown again if the others did not get through.
    /// </summary>
    public static FlowMod[] Teach(L2Network network, uint port, MacAddress sender, EquatableArray<OpenFlowAction> way)
    {
        var cookie = new FlowCookie(FlowKind.Learned, network.Id.Value).Value;
        return
        [
            new FlowMod
            {
                Command = FlowModCommand.Delete, TableId = Sources, Cookie = cookie, CookieMask = ulong.MaxValue,
                Match = Match.Of(MatchField.Metadata(network.Id.Value), MatchField.EthSrc(sender)),
            },
            new FlowEntry(Destinations, LearnedPriority, Receiver(network.Id, sender), cookie, [new ApplyActions(way)]).ToAdd() with { HardTimeout = LearnedSeconds },
            new FlowEntry(Sources, SourcePriority, Sender(network.Id, port, sender), cookie, Onward(network)).ToAdd() with { HardTimeout = SourceSeconds },
        ];
    }

    private static Match Sender(NetworkId network, uint port, MacAddress mac) =>
        Match.Of(MatchField.InPort(port), MatchField.Metadata(network.Value), MatchField.EthSrc(mac));

    private static Match Receiver(NetworkId network, MacAddress mac) => Match.Of(MatchField.Metadata(network.Value), MatchField.EthDst(mac));

    private static EquatableArray<Instruction> Onward(L2Network network) => [.. RateMeters.Through(network), new GotoTable(Destinations)];

    /// <summary>Without a move from the tunnel id to the metadata, each network has its own flow on tunnels too.</summary>
    private static IEnumerable<FlowEntry> FromLink(NetworkShare share, Neighbour link) => link.Carrier == LinkCarrier.Vlan
        ? NetworkLinks.FromTagged(share, link.LocalPort, [])
        : from copies in share.IsMirrored ? (bool[])[false, true] : [false]
          let mark = NetworkLinks.MarkOf(share.Network, copies)
          select new FlowEntry(
              Tables.Classify, Tables.LinkPriority, Match.Of(MatchField.InPort(link.LocalPort), MatchField.TunnelId(mark)),
              new FlowCookie(FlowKind.Link, share.Network.Id.Value).Value, [new WriteMetadata(mark, ulong.MaxValue), new GotoTable(Sources)]);
}
