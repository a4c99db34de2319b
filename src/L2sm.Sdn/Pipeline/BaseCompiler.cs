using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Pipeline;

/// <summary>
/// Compiles what every switch holds, networks or not: miss, discovery, guard, and its links with the detours round them. Each field is written
/// in the form, OXM or NXM, in which Open vSwitch gives it back, so that an unchanged flow compares equal.
/// </summary>
public static class BaseCompiler
{
    private static readonly MacAddress GroupBit = new(0x0100_0000_0000);
    private static readonly FlowCookie BaseCookie = new(FlowKind.Base, TableFragment.BaseKey);
    private static readonly FlowCookie LinkCookie = new(FlowKind.Link, TableFragment.BaseKey);

    /// <summary>The base of a switch: 8 flows; for each link 2 to 4 flows and 2 groups; 1 flow for each detour that passes.</summary>
    public static TableFragment Compile(DatapathId id, TopologyGraph graph)
    {
        if (graph.IsPlain(id)) return PlainTables.Base(id, graph);
        var detours = graph.DetoursAt(id).ToArray();
        var starts = detours.Where(hop => hop.From is null).ToDictionary(hop => hop.LinkPort!.Value);
        return new TableFragment(
            [
                .. OfEverySwitch,
                .. graph.NeighboursOf(id).SelectMany(link => OfLink(link, graph.SparesOf(new PortKey(id, link.LocalPort)))),
                .. detours.Where(hop => hop.From is not null).Select(hop => hop.To is null ? EndOf(hop) : Pass(hop)),
            ],
            [
                .. from link in graph.NeighboursOf(id)
                   let spares = graph.SparesOf(new PortKey(id, link.LocalPort))
                   from @group in (GroupEntry[])
                   [
                       LinkGroup(GroupIds.Link(link.LocalPort), link.LocalPort, spares, starts.TryGetValue(link.LocalPort, out var start) ? start : null),
                       LinkGroup(GroupIds.DirectLink(link.LocalPort), link.LocalPort, spares, detour: null),
                   ]
                   select @group,
            ]);
    }

    /// <summary>The base of a switch without links: one object for all such switches of a kind.</summary>
    internal static TableFragment Alone(DatapathId id, TopologyGraph graph) => graph.IsPlain(id) ? AlonePlain : AloneExtended;

    /// <summary>Made once: a thousand switches hold these once.</summary>
    private static readonly FlowEntry[] OfEverySwitch =
    [
        .. MissAndDiscovery(),
        GroupSender(),
        ToPort(Tables.Egress, []),
        // The way round may begin where the frame came in: only a frame without a way in goes out there.
        ToPort(Tables.Detour, [ComeFrom(0)]),
    ];

    private static readonly DatapathId Nowhere = new(1);
    private static readonly TableFragment AloneExtended = Compile(Nowhere, TopologyGraph.Empty), AlonePlain = PlainTables.Base(Nowhere, TopologyGraph.Empty);

    internal static IEnumerable<FlowEntry> MissAndDiscovery() =>
        [new FlowEntry(Tables.Classify, Tables.MissPriority, Match.Any, BaseCookie.Value, []), .. Discovery(LldpFrame.EtherType), .. Discovery(LldpFrame.BroadcastEtherType)];

    /// <summary>A group address as the sender would otherwise be learned, and draw all multicast to one port.</summary>
    internal static FlowEntry GroupSender() =>
        new(Tables.Learn, Tables.GuardPriority, Match.Of(MatchField.EthSrc(GroupBit, GroupBit)), BaseCookie.Value, []);

    /// <summary>
    /// Frames that the controller sent out of another switch's port. On tunnels they carry an id that no network has, elsewhere neither id nor
    /// tag: so LLDP of a network's own hosts, which carries their network's, is never taken for discovery.
    /// </summary>
    private static IEnumerable<FlowEntry> Discovery(ushort etherType) =>
        from marks in (OxmField[][])[[MatchField.TunnelId(0), MatchField.NoVlan], [MatchField.TunnelId(NetworkId.Discovery)]]
        select new FlowEntry(
            Tables.Classify,
            Tables.DiscoveryPriority,
            Match.Of([MatchField.EthType(etherType), .. marks]),
            new FlowCookie(FlowKind.Discovery, TableFragment.BaseKey).Value,
            [new ApplyActions([new OutputAction(PortNumbers.Controller, ushort.MaxValue)])]);

    private static FlowEntry ToPort(byte table, EquatableArray<OpenFlowAction> first) => new(
        table, Tables.MissPriority, Match.Any, BaseCookie.Value, [new ApplyActions([.. first, new OutputRegisterAction(Registers.Port)])]);

    private static IEnumerable<FlowEntry> OfLink(Neighbour link, IEnumerable<uint> spares)
    {
        var port = link.LocalPort;
        var carriesTunnelId = link.Carrier == LinkCarrier.TunnelId;
        if (carriesTunnelId)
        {
            yield return FromLink(port, []);
            // What comes over a spare counts as come over the link that stands for both.
            foreach (var spare in spares) yield return FromLink(spare, [ComeFrom(port)]);
        }
        // Where tags are needed, only networks that cross the link have a way in and out: nothing leaves without its tag.
        yield return new FlowEntry(
            Tables.Egress,
            Tables.LinkPriority,
            Match.Of(Registers.PortIs(port)),
            LinkCookie.Value,
            carriesTunnelId ? [new ApplyActions([new RegisterMoveAction(Oxm.Metadata, 0, Oxm.NxTunnelId, 0, 32), new GroupAction(GroupIds.Link(port))])] : []);
        // A switch never sends a frame back by the port where it came in; round a dead link it has to be told.
        yield return new FlowEntry(
            Tables.Detour, Tables.LinkPriority, Match.Of(MatchField.InPort(port), Registers.DeadLinkIs(port)), LinkCookie.Value, []);
    }

    private static FlowEntry FromLink(uint port, EquatableArray<OpenFlowAction> first) => new(
        Tables.Classify,
        Tables.LinkPriority,
        Match.Of(MatchField.InPort(port)),
        LinkCookie.Value,
        [new ApplyActions([.. first, new RegisterMoveAction(Oxm.NxTunnelId, 0, Oxm.Metadata, 0, 32)]), new GotoTable(Tables.Learn)]);

    /// <summary>Makes the frame one that came in by this port.</summary>
    internal static RegisterLoadAction ComeFrom(uint port) => new(new Subfield(Oxm.InPort16, 0, 16), port);

    /// <summary>Over the link while it lives, else over one beside it, else, where that is given, round it: the switch decides, at once (OpenFlow 1.3.5 §5.6.1).</summary>
    private static GroupEntry LinkGroup(uint id, uint port, IEnumerable<uint> spares, DetourHop? detour) => new(
        id,
        GroupType.FastFailover,
        [
            Watching(port, [new OutputAction(port)]),
            .. spares.Select(spare => Watching(spare, Instead(port, spare, []))),
            .. detour is { To: { } way, Label: var label }
                ? (Bucket[])[Watching(way, Instead(port, way,
                    [new PushVlanAction(), new SetFieldAction(MatchField.VlanVid(label)), new RegisterLoadAction(new Subfield(Oxm.NxTunnelId, 23, 1), 1)]))]
                : [],
        ]);

    private static Bucket Watching(uint port, EquatableArray<OpenFlowAction> actions) => new(0, port, GroupNumbers.Any, actions);

    private static EquatableArray<OpenFlowAction> Instead(uint port, uint way, EquatableArray<OpenFlowAction> first) =>
    [
        .. first,
        new RegisterLoadAction(Registers.Port, way),
        new RegisterLoadAction(Registers.DeadLink, port),
        new ResubmitTableAction(InThisPort, Tables.Detour),
    ];

    /// <summary>OFPP_IN_PORT in the 16 bits of Nicira's resubmit: look up as come in where it came in.</summary>
    internal const ushort InThisPort = 0xfff8;

    private static FlowEntry Pass(DetourHop hop) => new(
        Tables.Classify,
        Tables.DetourPriority,
        OnDetour(hop),
        LinkCookie.Value,
        [new ApplyActions([new OutputAction(hop.To!.Value)])]);

    private static FlowEntry EndOf(DetourHop hop) => new(
        Tables.Classify,
        Tables.DetourPriority,
        OnDetour(hop),
        LinkCookie.Value,
        [
            new ApplyActions([new PopVlanAction(), ComeFrom(hop.LinkPort!.Value), new RegisterMoveAction(Oxm.NxTunnelId, 0, Oxm.Metadata, 0, 23)]),
            new GotoTable(Tables.Learn),
        ]);

    private static Match OnDetour(DetourHop hop) => Match.Of(
        MatchField.InPort(hop.From!.Value), MatchField.TunnelId(NetworkId.DetourBit, NetworkId.DetourBit), MatchField.VlanVid(hop.Label));
}
