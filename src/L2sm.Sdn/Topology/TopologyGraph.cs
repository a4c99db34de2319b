using System.Collections.Frozen;
using System.Collections.Immutable;
using L2sm.OpenFlow;

namespace L2sm.Sdn.Topology;

/// <summary>One end's view of a link: out of which port, to whom.</summary>
public readonly record struct Neighbour(uint LocalPort, PortKey Remote);

/// <summary>The links that networks may use, as a graph of switches. Immutable; neighbours are in a fixed order, so that equal links give equal trees.</summary>
public sealed class TopologyGraph
{
    /// <summary>No links.</summary>
    public static readonly TopologyGraph Empty = new([]);

    private readonly FrozenDictionary<DatapathId, ImmutableArray<Neighbour>> neighbours;
    private readonly FrozenSet<PortKey> linkPorts;

    /// <summary>The graph of these links. Those that carry no tunnel id join nothing yet, but their ports count as link ports.</summary>
    public TopologyGraph(IEnumerable<Link> links)
    {
        Links = [.. links.Order(LinkOrder)];
        linkPorts = Links.SelectMany(link => new[] { link.A, link.B }).ToFrozenSet();
        neighbours = Links
            .Where(link => link.Carrier == LinkCarrier.TunnelId)
            .SelectMany(link => new[] { (From: link.A, To: link.B), (From: link.B, To: link.A) })
            .GroupBy(end => end.From.Switch, end => new Neighbour(end.From.PortNo, end.To))
            .ToFrozenDictionary(ends => ends.Key, ends => ends.OrderBy(end => end.Remote).ThenBy(end => end.LocalPort).ToImmutableArray());
    }

    private static Comparer<Link> LinkOrder { get; } =
        Comparer<Link>.Create((one, other) => one.A.CompareTo(other.A) is var byA and not 0 ? byA : one.B.CompareTo(other.B));

    /// <summary>The links, in order.</summary>
    public ImmutableArray<Link> Links { get; }

    /// <summary>The usable links of a switch, by remote switch and port.</summary>
    public ImmutableArray<Neighbour> NeighboursOf(DatapathId id) => neighbours.TryGetValue(id, out var found) ? found : [];

    /// <summary>Whether a link ends here: such a port belongs to no network.</summary>
    public bool IsLinkPort(PortKey port) => linkPorts.Contains(port);
}
