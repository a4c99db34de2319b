using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn;

/// <summary>Says of each attachment whether it is true, and if not, why: the plan held against what the switches confirmed.</summary>
internal static class NetworkRealizations
{
    /// <summary>The realization of one network: O(its ports and switches).</summary>
    public static NetworkRealization Of(NetworkPlan network, FabricPlan plan, IReadOnlyDictionary<DatapathId, SwitchAgent> agents)
    {
        var id = network.Network.Id;
        var retreat = network.IsRetreating
            ? new Shortfall(ShortfallKind.NotConfirmed, "the network changes its way through the fabric: switches have still to let go of the links before")
            : null;
        var unready = network.Tree.Switches
            .Select(at => (Switch: at, Shortfall: SwitchShortfall(at, id, plan, agents)))
            .Where(state => state.Shortfall is not null)
            .ToArray();
        return new NetworkRealization(id, network.Network.Attachments.ToImmutableSortedDictionary(entry => entry.Key, entry =>
            PortShortfall(entry.Key, network, plan.Graph, agents)
            ?? unready.FirstOrDefault(state => state.Switch == entry.Key.Switch).Shortfall
            ?? unready.FirstOrDefault().Shortfall
            ?? retreat));
    }

    private static Shortfall? SwitchShortfall(DatapathId at, NetworkId id, FabricPlan plan, IReadOnlyDictionary<DatapathId, SwitchAgent> agents)
    {
        if (!agents.TryGetValue(at, out var agent))
            return new Shortfall(ShortfallKind.SwitchNotConnected, $"switch {at} is not connected");
        var fragment = plan.FragmentOf(at, id);
        if (agent.Programmer.HasConfirmed(id.Value, fragment)) return null;
        return agent.Programmer.RefusalOf(id.Value, fragment) is { } error
            ? new Shortfall(ShortfallKind.Refused, $"switch {at} refused the rules: {error}")
            : new Shortfall(ShortfallKind.NotConfirmed, $"switch {at} has not confirmed the rules yet");
    }

    private static string NoPath(DatapathId from, DatapathId to, NetworkPlan network, TopologyGraph graph) =>
        network.Network.Vlan is null && NetworkTree.Span(graph, [from, to]) is var any && any.RootOf(from) == any.RootOf(to)
            ? $"switch {from} is joined with switch {to} only over links that carry no tunnel id, and the network has no VLAN tag for those: "
                + $"all {L2Network.MaxVlan:N0} are taken, or it was given none"
            : $"no links join switch {from} with switch {to}";

    private static Shortfall? PortShortfall(PortKey port, NetworkPlan network, TopologyGraph graph, IReadOnlyDictionary<DatapathId, SwitchAgent> agents)
    {
        if (graph.IsLinkPort(port))
            return new Shortfall(ShortfallKind.PortIsLink, $"port {port} is the end of a link between switches: attach another one");
        if (agents.TryGetValue(port.Switch, out var agent) && !agent.Session.Ports.ContainsKey(port.PortNo))
            return new Shortfall(ShortfallKind.PortNotFound, $"switch {port.Switch} has no port {port.PortNo}");
        // Attachments are in order, so the first one's part is the one that the others are measured by.
        var reference = network.Tree.RootOf(network.Network.Attachments.Keys.First(other => !graph.IsLinkPort(other)).Switch);
        return network.Tree.RootOf(port.Switch) == reference ? null : new Shortfall(ShortfallKind.NoPath, NoPath(port.Switch, reference, network, graph));
    }
}
