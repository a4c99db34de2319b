using System.Collections.Frozen;
using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;

namespace L2sm.Sdn.Topology;

/// <summary>One end's view of a link: out of which port, to whom, and how networks are told apart on the way.</summary>
public readonly record struct Neighbour(uint LocalPort, PortKey Remote, LinkCarrier Carrier = LinkCarrier.TunnelId);

/// <summary>The links that networks may use, as a graph of switches. Immutable; neighbours are in a fixed order, so that equal links give equal trees.</summary>
public sealed class TopologyGraph
{
    /// <summary>No links.</summary>
    public static readonly TopologyGraph Empty = new([]);

    private readonly FrozenDictionary<DatapathId, ImmutableArray<Neighbour>> neighbours;
    private readonly FrozenDictionary<PortKey, ImmutableArray<uint>> spares;
    private readonly FrozenDictionary<PortKey, Neighbour> linkPorts;
    private readonly Lazy<ILookup<DatapathId, DetourHop>> detours;
    private readonly Lazy<TopologyGraph> tunnels;
    private readonly Lazy<PathFinder> paths;
    private readonly ImmutableHashSet<DatapathId> plain, absent;

    /// <summary>The graph of these links.</summary>
    /// <param name="links">The links.</param>
    /// <param name="plain">The switches that are <see cref="SwitchDialect.Plain"/>: none, if not given.</param>
    /// <param name="absent">The switches that no way leads through where there is another one: none, if not given.</param>
    public TopologyGraph(IEnumerable<Link> links, ImmutableHashSet<DatapathId>? plain = null, ImmutableHashSet<DatapathId>? absent = null)
    {
        (this.plain, this.absent) = (plain ?? [], absent ?? []);
        Links = [.. links.Order(LinkOrder)];
        detours = new Lazy<ILookup<DatapathId, DetourHop>>(() => Detours.Of(this).ToLookup(hop => hop.At));
        tunnels = new Lazy<TopologyGraph>(() =>
            Links.All(link => link.Carrier == LinkCarrier.TunnelId) ? this : new TopologyGraph(Links.Where(link => link.Carrier == LinkCarrier.TunnelId), plain, absent));
        linkPorts = Links
            .SelectMany(link => new[] { (From: link.A, To: link.B, link.Carrier), (From: link.B, To: link.A, link.Carrier) })
            .DistinctBy(end => end.From)
            .ToFrozenDictionary(end => end.From, end => new Neighbour(end.From.PortNo, end.To, end.Carrier));
        // Of several links between the same two switches, the first stands for all; the others take over when it is dead. Tunnels go before
        // links that need tags, and those are not mixed.
        var bundles = Links
            .GroupBy(link => (link.A.Switch, link.B.Switch))
            .Select(bundle => bundle.GroupBy(link => link.Carrier).MinBy(alike => alike.Key)!)
            // A plain switch cannot take what comes over a spare for come over the first, and would send it back there.
            .Select(bundle => bundle.Any(link => IsPlain(link.A.Switch) || IsPlain(link.B.Switch)) ? bundle.Take(1) : bundle)
            .ToArray();
        spares = bundles
            .SelectMany(bundle => new[]
            {
                (Port: bundle.First().A, Others: bundle.Skip(1).Select(link => link.A.PortNo).ToImmutableArray()),
                (Port: bundle.First().B, Others: bundle.Skip(1).Select(link => link.B.PortNo).ToImmutableArray()),
            })
            .ToFrozenDictionary(end => end.Port, end => end.Others);
        neighbours = bundles
            .Select(bundle => bundle.First())
            .SelectMany(link => new[] { (From: link.A, To: link.B, link.Carrier), (From: link.B, To: link.A, link.Carrier) })
            .GroupBy(end => end.From.Switch, end => new Neighbour(end.From.PortNo, end.To, end.Carrier))
            .ToFrozenDictionary(ends => ends.Key, ends => ends.OrderBy(end => end.Remote).ThenBy(end => end.LocalPort).ToImmutableArray());
        paths = new Lazy<PathFinder>(() => new PathFinder(neighbours, this.absent));
    }

    private static Comparer<Link> LinkOrder { get; } =
        Comparer<Link>.Create((one, other) => one.A.CompareTo(other.A) is var byA and not 0 ? byA : one.B.CompareTo(other.B));

    /// <summary>The links, in order.</summary>
    public ImmutableArray<Link> Links { get; }

    /// <summary>Whether these are the same links between the same kinds of switches, the same of them absent: then all that is made of them is the same.</summary>
    public bool IsLike(TopologyGraph other) => Links.AsSpan().SequenceEqual(other.Links.AsSpan()) && plain.SetEquals(other.plain) && absent.SetEquals(other.absent);

    /// <summary>Whether a switch is taken for dead (docs/adr/0023): it ends ways, and is passed only where there is no other.</summary>
    public bool IsAbsent(DatapathId id) => absent.Contains(id);

    /// <summary>Whether a switch has the same links, with the same ones beside them and the same part in detours, and is of the same kind.</summary>
    internal bool IsLikeAt(DatapathId id, TopologyGraph other) =>
        NeighboursOf(id).AsSpan().SequenceEqual(other.NeighboursOf(id).AsSpan())
        && IsPlain(id) == other.IsPlain(id)
        && NeighboursOf(id).All(link => new PortKey(id, link.LocalPort) is var port && SparesOf(port).AsSpan().SequenceEqual(other.SparesOf(port).AsSpan()))
        && DetoursAt(id).SequenceEqual(other.DetoursAt(id));

    /// <summary>Whether no link joins a switch with others. So it has no part in detours either.</summary>
    internal bool IsAlone(DatapathId id) => !neighbours.ContainsKey(id);

    /// <summary>Whether a switch speaks OpenFlow 1.3 alone.</summary>
    public bool IsPlain(DatapathId id) => plain.Contains(id);

    /// <summary>The links that carry tunnel ids: what networks without a tag may use.</summary>
    internal TopologyGraph Tunnels => tunnels.Value;

    /// <summary>The switches that speak OpenFlow 1.3 alone.</summary>
    internal ImmutableHashSet<DatapathId> Plain => plain;

    /// <summary>The switches that are taken for dead.</summary>
    internal ImmutableHashSet<DatapathId> Absent => absent;

    /// <summary>The ports where links end.</summary>
    internal IEnumerable<PortKey> LinkPorts => linkPorts.Keys;

    /// <summary>The ports of links that stand for others beside them, or might.</summary>
    internal IEnumerable<PortKey> EdgePorts => spares.Keys;

    /// <summary>The links that a network may use: without a tag of its own, only those that carry tunnel ids.</summary>
    public TopologyGraph For(L2Network network) => network.Vlan is null ? Tunnels : this;

    /// <summary>The usable neighbours of a switch, one link each, by remote switch.</summary>
    public ImmutableArray<Neighbour> NeighboursOf(DatapathId id) => neighbours.TryGetValue(id, out var found) ? found : [];

    /// <summary>The shortest paths to a switch.</summary>
    internal ShortestPaths PathsTo(DatapathId root) => paths.Value.To(root);

    /// <summary>The link from one switch to its neighbour; null if they are none.</summary>
    public Neighbour? LinkBetween(DatapathId from, DatapathId to)
    {
        foreach (var link in NeighboursOf(from))
            if (link.Remote.Switch == to) return link;
        return null;
    }

    /// <summary>The ports of the links beside this one, to the same switch.</summary>
    public ImmutableArray<uint> SparesOf(PortKey port) => spares.TryGetValue(port, out var found) ? found : [];

    /// <summary>This switch's part in the detours round dead links.</summary>
    public IEnumerable<DetourHop> DetoursAt(DatapathId id) => detours.Value[id];

    /// <summary>The links that stand for their switches, in order.</summary>
    public IEnumerable<Link> Edges => Links.Where(link => spares.ContainsKey(link.A));

    /// <summary>Whether a link ends here: such a port belongs to no network.</summary>
    public bool IsLinkPort(PortKey port) => linkPorts.ContainsKey(port);

    /// <summary>The link that ends at a port, whether or not another stands for it; null if none does.</summary>
    public Neighbour? LinkAt(PortKey port) => linkPorts.TryGetValue(port, out var link) ? link : null;

    /// <summary>The switches that links join.</summary>
    public IEnumerable<DatapathId> Switches => neighbours.Keys;
}
