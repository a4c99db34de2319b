using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn;

/// <summary>
/// Says of each attachment whether it is true, and if not, why: the plan held against what the switches confirmed. Made for one moment: it
/// remembers what it has found of switches, since many networks miss the same one.
/// </summary>
/// <param name="plan">What should be.</param>
/// <param name="agents">The switches that are there.</param>
/// <param name="options">The underlay's MTU.</param>
internal sealed class NetworkRealizations(FabricPlan plan, IReadOnlyDictionary<DatapathId, SwitchAgent> agents, L2smControllerOptions options)
{
    private readonly Dictionary<DatapathId, Shortfall> absent = [], silent = [];

    /// <summary>
    /// The realization of one network: O(its ports and switches). Said of every network at each switch that comes or confirms, so memory is
    /// taken only where something is other than before.
    /// </summary>
    public NetworkRealization Of(NetworkPlan network, NetworkRealization? before)
    {
        var wanted = network.Network;
        Shortfall? first = null;
        foreach (var at in network.Tree.Switches)
            if ((first = SwitchShortfall(at, wanted.Id)) is not null)
                break;
        if (network.IsRetreating) first ??= Retreating;
        var center = CenterOf(network);
        var attachments = (before?.Attachments ?? ImmutableSortedDictionary<PortKey, Shortfall?>.Empty).ToBuilder();
        if (before is not null)
            foreach (var port in before.Attachments.Keys)
                if (!wanted.Attachments.ContainsKey(port))
                    attachments.Remove(port);
        foreach (var (port, attachment) in wanted.Attachments) Set(attachments, port, NoMeter(wanted, attachment) ?? Of(port, attachment));
        var mirrors = wanted.Mirrors.IsEmpty ? ImmutableSortedDictionary<PortKey, Shortfall?>.Empty
            : wanted.Mirrors.ToImmutableSortedDictionary(port => port, port => PortDown(port, agents) ?? Of(port, null));
        return new NetworkRealization(wanted.Id, attachments.ToImmutable()) { Mirrors = mirrors, Mtu = UnderlayMtu.Of(network, options) };

        Shortfall? Of(PortKey port, Attachment? attachment) =>
            PortShortfall(port, network, center, plan.Graph, agents)
            ?? ((attachment?.Withheld ?? wanted.WithheldMirrors.GetValueOrDefault(port)) is { } why ? new Shortfall(ShortfallKind.PortReplaced, why) : null)
            ?? (first is null ? null : SwitchShortfall(port.Switch, wanted.Id) ?? first);
    }

    private static Shortfall Retreating { get; } =
        new(ShortfallKind.NotConfirmed, "the network changes its way through the fabric: switches have still to let go of the links before");

    private static void Set(ImmutableSortedDictionary<PortKey, Shortfall?>.Builder known, PortKey port, Shortfall? shortfall)
    {
        if (!known.TryGetValue(port, out var before) || before != shortfall) known[port] = shortfall;
    }

    /// <summary>The center of the part that the others are measured by: the first attachment's, as attachments are in order.</summary>
    private DatapathId? CenterOf(NetworkPlan network)
    {
        foreach (var port in network.Network.Attachments.Keys)
            if (IsPlaced(port)) return network.Tree.RootOf(port.Switch);
        foreach (var port in network.Network.Mirrors)
            if (IsPlaced(port)) return network.Tree.RootOf(port.Switch);
        return null;

        bool IsPlaced(PortKey port) => NetworkCompiler.HasPlaceFor(network.Network, plan.Graph, port) && network.Tree.HasMember(port.Switch);
    }

    private Shortfall? SwitchShortfall(DatapathId at, NetworkId id)
    {
        if (!agents.TryGetValue(at, out var agent))
            return absent.TryGetValue(at, out var known) ? known : absent[at] = new Shortfall(ShortfallKind.SwitchNotConnected, $"switch {at} is not connected");
        var fragment = plan.FragmentOf(at, id);
        if (agent.Programmer.HasConfirmed(id.Value, fragment)) return null;
        if (agent.Programmer.RefusalOf(id.Value, fragment) is { } error) return new Shortfall(ShortfallKind.Refused, $"switch {at} refused the rules: {error}");
        return silent.TryGetValue(at, out var said) ? said : silent[at] = new Shortfall(ShortfallKind.NotConfirmed, $"switch {at} has not confirmed the rules yet");
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
    /// <param name="reference">The center that the others are measured by.</param>
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
