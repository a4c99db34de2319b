using L2sm.OpenFlow;
using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Instructions;
using L2sm.OpenFlow.Matching;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Pipeline;

/// <summary>
/// Compiles what every switch holds, networks or not: miss, discovery, guard, and one flow per link. Each field is written in the form,
/// OXM or NXM, in which Open vSwitch gives it back, so that an unchanged flow compares equal.
/// </summary>
public static class BaseCompiler
{
    private static readonly MacAddress GroupBit = new(0x0100_0000_0000);
    private static readonly FlowCookie BaseCookie = new(FlowKind.Base, TableFragment.BaseKey);

    /// <summary>The base of a switch with these links: 4 flows and one per link.</summary>
    public static TableFragment Compile(DatapathId id, TopologyGraph graph) => new(
        [
            new FlowEntry(Tables.Classify, Tables.MissPriority, Match.Any, BaseCookie.Value, []),
            Discovery(tunnelId: 0),
            Discovery(NetworkId.Discovery),
            // A group address as the sender would otherwise be learned, and draw all multicast to one port.
            new FlowEntry(Tables.Learn, Tables.GuardPriority, Match.Of(MatchField.EthSrc(GroupBit, GroupBit)), BaseCookie.Value, []),
            .. graph.NeighboursOf(id).Select(neighbour => neighbour.LocalPort).Distinct().Order().Select(FromLink),
        ],
        []);

    /// <summary>
    /// Frames that the controller sent out of another switch's port. On tunnels they carry an id that no network has, elsewhere none:
    /// so LLDP of a network's own hosts, which carries its network's id, is never taken for discovery.
    /// </summary>
    private static FlowEntry Discovery(uint tunnelId) => new(
        Tables.Classify,
        Tables.DiscoveryPriority,
        Match.Of(MatchField.EthType(LldpFrame.EtherType), MatchField.TunnelId(tunnelId)),
        new FlowCookie(FlowKind.Discovery, TableFragment.BaseKey).Value,
        [new ApplyActions([new OutputAction(PortNumbers.Controller, ushort.MaxValue)])]);

    private static FlowEntry FromLink(uint port) => new(
        Tables.Classify,
        Tables.LinkPriority,
        Match.Of(MatchField.InPort(port)),
        new FlowCookie(FlowKind.Link, TableFragment.BaseKey).Value,
        [new ApplyActions([new RegisterMoveAction(Oxm.NxTunnelId, 0, Oxm.Metadata, 0, 32)]), new GotoTable(Tables.Learn)]);
}
