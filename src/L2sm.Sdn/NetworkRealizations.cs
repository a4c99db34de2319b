using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn;

/// <summary>Says of each attachment whether it is true, and if not, why: the plan held against what the switches confirmed.</summary>
internal static class NetworkRealizations
{
    /// <summary>
    /// The realization of one network: O(its ports and switches). Said of every network at each switch that comes or confirms, so words are
    /// made only where something is missing.
    /// </summary>
    public static NetworkRealization Of(
        NetworkPlan network, FabricPlan plan, IReadOnlyDictionary<DatapathId, SwitchAgent> agents, L2smControllerOptions options)
    {
        var id = network.Network.Id;
        Shortfall? first = null;
        foreach (var at in network.Tree.Switches)
            if ((first = SwitchShortfall(at, id, plan, agents)) is not null)
                break;
        if (network.IsRetreating)
            first ??= new Shortfall(ShortfallKind.NotConfirmed, "the network changes its way through the fabric: switches have still to let go of the links before");
        var reference = network.Network.Attachments.Keys.Concat(network.Network.Mirrors)
            .Where(port => NetworkCompiler.HasPlaceFor(network.Network, plan.Graph, port) && network.Tree.HasMember(port.Switch))
            .Select(port => (DatapathId?)network.Tree.RootOf(port.Switch))
            .FirstOrDefault();
        Shortfall? Of(PortKey port) =>
            PortShortfall(port, network, reference, plan.Graph, agents)
            ?? (network.Network.Attachments.GetValueOrDefault(port)?.Withheld is { } why ? new Shortfall(ShortfallKind.PortReplaced, why) : null)
            ?? (first is null ? null : SwitchShortfall(port.Switch, id, plan, agents) ?? first);

        return new NetworkRealization(id, network.Network.Attachments.ToImmutableSortedDictionary(entry => entry.Key, entry => NoMeter(network.Network, entry.Value) ?? Of(entry.Key)))
        {
            Mirrors = network.Network.Mirrors.IsEmpty
                ? ImmutableSortedDictionary<PortKey, Shortfall?>.Empty
                : network.Network.Mirrors.ToImmutableSortedDictionary(port => port, port => PortDown(port, agents) ?? Of(port)),
            Mtu = UnderlayMtu.Of(network, options),
        };
    }

    private static Shortfall? SwitchShortfall(DatapathId at, NetworkId id, FabricPlan plan, IReadOnlyDictionary<DatapathId, SwitchAgent> agents)
    {
        if (!agents.TryGetValue(at, out var agent)) return new Shortfall(ShortfallKind.SwitchNotConnected, $"switch {at} is not connected");
        var fragment = plan.FragmentOf(at, id);
        if (agent.Programmer.HasConfirmed(id.Value, fragment)) return null;
        return agent.Programmer.RefusalOf(id.Value, fragment) is { } error
            ? new Shortfall(ShortfallKind.Refused, $"switch {at} refused the rules: {error}")
            : new Shortfall(ShortfallKind.NotConfirmed, $"switch {at} has not confirmed the rules yet");
    }

    private static Shortfall? NoMeter(L2Network network, Attachment attachment) =>
        RateMeters.CanKeep(network, attachment) ? null
        : new Shortfall(
            ShortfallKind.NoMeter,
            RateMeters.CanKeep(network)
                ? $"port {attachment.Port} has a number above the 65,535 that can have a rate: take the rate away, or attach another port"
                : $"network {network.Id} has a number above the {MeterIds.MaxNetwork:N0} that can have a rate: take the rate away, or make the network anew");

    private static Shortfall? PortDown(PortKey port, IReadOnlyDictionary<DatapathId, SwitchAgent> agents) =>
        agents.TryGetValue(port.Switch, out var agent) && agent.Session.Ports.TryGetValue(port.PortNo, out var described) && !described.IsUp
            ? new Shortfall(ShortfallKind.PortDown, $"port {port} is down, so the copies for it are lost")
            : null;

    /// <param name="port">The port.</param>
    /// <param name="network">Its network.</param>
    /// <param name="reference">The center of the part that the others are measured by: the first attachment's, as attachments are in order.</param>
    /// <param name="graph">The links.</param>
    /// <param name="agents">The switches that are there.</param>
    private static Shortfall? PortShortfall(
        PortKey port, NetworkPlan network, DatapathId? reference, TopologyGraph graph, IReadOnlyDictionary<DatapathId, SwitchAgent> agents)
    {
        var wanted = network.Network;
        if (graph.IsLinkPort(port))
            return new Shortfall(ShortfallKind.PortIsLink, $"port {port} is the end of a link between switches: attach another one");
        if (!NetworkCompiler.HasPlaceFor(wanted, graph, port))
            return new Shortfall(ShortfallKind.NoPath, $"switch {port.Switch} is not on the network's path {string.Join(" - ", wanted.Path)}");
        if (agents.TryGetValue(port.Switch, out var agent) && !agent.Session.Ports.ContainsKey(port.PortNo))
            return new Shortfall(ShortfallKind.PortNotFound, $"switch {port.Switch} has no port {port.PortNo}");
        if (reference is not { } center || network.Tree.RootOf(port.Switch) == center) return null;
        return new Shortfall(ShortfallKind.NoPath, wanted.Path.Count > 0 ? PathGap(port.Switch, center, wanted, graph) : Gap(port.Switch, center, wanted, graph));
    }

    private static string Gap(DatapathId from, DatapathId to, L2Network network, TopologyGraph graph) =>
        network.Vlan is null && NetworkTree.Span(graph, [from, to]) is var any && any.RootOf(from) == any.RootOf(to) ? NoTag(from, to) : $"no links join switch {from} with switch {to}";

    /// <summary>The first place between the two where the path has no link: there is one, or they would be in one part.</summary>
    private static string PathGap(DatapathId from, DatapathId to, L2Network network, TopologyGraph graph)
    {
        var path = network.Path.Items;
        var (start, end) = (Math.Min(path.IndexOf(from), path.IndexOf(to)), Math.Max(path.IndexOf(from), path.IndexOf(to)));
        var gap = Enumerable.Range(start, end - start).First(i => graph.For(network).LinkBetween(path[i], path[i + 1]) is null);
        return graph.LinkBetween(path[gap], path[gap + 1]) is null
            ? $"no link joins switch {path[gap]} with switch {path[gap + 1]}, and the network's path goes from one to the other"
            : NoTag(path[gap], path[gap + 1]);
    }

    private static string NoTag(DatapathId from, DatapathId to) =>
        $"switch {from} is joined with switch {to} only over links that carry no tunnel id, and the network has no VLAN tag for those: "
        + $"all {L2Network.MaxVlan:N0} are taken, or it was given none";
}
