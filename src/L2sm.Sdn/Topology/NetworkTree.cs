using System.Collections.Immutable;
using L2sm.OpenFlow;

namespace L2sm.Sdn.Topology;

/// <summary>
/// The loop-free way of one network through the fabric: from each member switch the shortest path to the one in the center, so that a new
/// member only adds edges. Of equally short paths it is one with the fewest links that need tags. Where links do not join all members there
/// are several trees, one per part.
/// </summary>
public sealed class NetworkTree
{
    private readonly ImmutableSortedDictionary<DatapathId, ImmutableArray<Neighbour>> ports;
    private readonly ImmutableDictionary<DatapathId, DatapathId> rootOf;

    private int tag = -1; // not worked out yet

    private NetworkTree(ImmutableSortedDictionary<DatapathId, ImmutableArray<Neighbour>> ports, ImmutableDictionary<DatapathId, DatapathId> roots) =>
        (this.ports, rootOf) = (ports, roots);

    /// <summary>The switches that the network needs: its members and those between them.</summary>
    public IEnumerable<DatapathId> Switches => ports.Keys;

    /// <summary>Whether this switch is one of those to join, and not only between them.</summary>
    public bool HasMember(DatapathId id) => rootOf.ContainsKey(id);

    /// <summary>A 16-bit fingerprint of the edges. It travels in cookies, so that a changed tree is seen even by switches whose own ports stay.</summary>
    public ushort Tag => (ushort)(tag >= 0 ? tag : tag = Fingerprint(ports));

    /// <summary>No switches, no edges.</summary>
    public static NetworkTree Empty { get; } = new(
        ImmutableSortedDictionary<DatapathId, ImmutableArray<Neighbour>>.Empty, ImmutableDictionary<DatapathId, DatapathId>.Empty);

    /// <summary>These edges, each seen from one end or both. No members.</summary>
    public static NetworkTree Of(IEnumerable<(DatapathId At, Neighbour Link)> ends)
    {
        var edges = new SortedDictionary<DatapathId, SortedSet<Neighbour>>();
        foreach (var (at, link) in ends)
        {
            EdgesOf(edges, at).Add(link);
            EdgesOf(edges, link.Remote.Switch).Add(new Neighbour(link.Remote.PortNo, new PortKey(at, link.LocalPort), link.Carrier));
        }
        return new NetworkTree(edges.ToImmutableSortedDictionary(edge => edge.Key, edge => edge.Value.ToImmutableArray()), Empty.rootOf);
    }

    /// <summary>The edges of which this says so; the members stay.</summary>
    public NetworkTree Where(Func<DatapathId, Neighbour, bool> keeps) =>
        new(ports.ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value.Where(edge => keeps(entry.Key, edge)).ToImmutableArray()), rootOf);

    /// <summary>The edges of this that are not the other's.</summary>
    public NetworkTree Without(NetworkTree other) => other.HasEdges ? Where((at, edge) => !other.PortsOf(at).Contains(edge)) : this;

    /// <summary>Whether there is an edge at all.</summary>
    public bool HasEdges => ports.Values.Any(edges => !edges.IsEmpty);

    /// <summary>The edges of both.</summary>
    public NetworkTree Union(NetworkTree other)
    {
        if (other.ports.IsEmpty) return this;
        var union = ports.ToBuilder();
        foreach (var (id, edges) in other.ports) union[id] = [.. edges.Union(PortsOf(id))];
        return new NetworkTree(union.ToImmutable(), rootOf);
    }

    /// <summary>Whether all edges of the other are in this.</summary>
    public bool Holds(NetworkTree other) => other.ports.All(entry => entry.Value.All(edge => PortsOf(entry.Key).Contains(edge)));

    /// <summary>Whether no edges make a ring.</summary>
    public bool IsForest
    {
        get
        {
            var parts = ports.Keys.ToDictionary(id => id, id => id);
            DatapathId PartOf(DatapathId id) => parts[id] == id ? id : parts[id] = PartOf(parts[id]);
            foreach (var (id, edges) in ports)
                foreach (var edge in edges.Where(edge => id.CompareTo(edge.Remote.Switch) < 0)) // each edge stands at both ends
                {
                    if (PartOf(id) == PartOf(edge.Remote.Switch)) return false;
                    parts[PartOf(id)] = PartOf(edge.Remote.Switch);
                }
            return true;
        }
    }

    /// <summary>The tree's links at a switch.</summary>
    public ImmutableArray<Neighbour> PortsOf(DatapathId id) => ports.TryGetValue(id, out var found) ? found : [];

    /// <summary>The center of each part.</summary>
    public IEnumerable<DatapathId> Roots => rootOf.Where(entry => entry.Key == entry.Value).Select(entry => entry.Key);

    /// <summary>The center of the part of the network that this member is in.</summary>
    public DatapathId RootOf(DatapathId member) => rootOf[member];

    /// <summary>Spans the members over the graph: O(the ways), and O(switches + links) for a center that no other network has.</summary>
    /// <param name="graph">The links.</param>
    /// <param name="members">The switches to join.</param>
    /// <param name="center">
    /// The member that the others' paths lead to; if none is named, and in parts that do not reach it, the lowest that is not absent, or the lowest.
    /// </param>
    public static NetworkTree Span(TopologyGraph graph, IEnumerable<DatapathId> members, DatapathId? center = null)
    {
        var roots = ImmutableDictionary.CreateBuilder<DatapathId, DatapathId>();
        var edges = new SortedDictionary<DatapathId, SortedSet<Neighbour>>();
        var remaining = new SortedSet<DatapathId>(members);
        while (remaining.Count > 0)
        {
            var root = center is { } named && remaining.Contains(named) ? named
                : remaining.FirstOrDefault(member => !graph.IsAbsent(member), remaining.Min);
            var paths = graph.PathsTo(root);
            foreach (var member in remaining.Where(member => member == root || paths.From(member) is not null).ToArray())
            {
                remaining.Remove(member);
                roots[member] = root;
                EdgesOf(edges, member);
                for (var at = member; paths.From(at) is { } up; at = up.Remote.Switch)
                {
                    if (!EdgesOf(edges, at).Add(up)) break; // the rest of the way is there already
                    EdgesOf(edges, up.Remote.Switch).Add(new Neighbour(up.Remote.PortNo, new PortKey(at, up.LocalPort), up.Carrier));
                }
            }
        }
        return new NetworkTree(edges.ToImmutableSortedDictionary(edge => edge.Key, edge => edge.Value.ToImmutableArray()), roots.ToImmutable());
    }

    /// <summary>Follows a path of different switches, over the link between each two; where there is none, a part ends.</summary>
    public static NetworkTree Along(TopologyGraph graph, EquatableArray<DatapathId> path)
    {
        var roots = ImmutableDictionary.CreateBuilder<DatapathId, DatapathId>();
        var edges = new SortedDictionary<DatapathId, SortedSet<Neighbour>>();
        for (var i = 0; i < path.Count; i++)
        {
            var at = EdgesOf(edges, path[i]);
            roots[path[i]] = path[i];
            if (i == 0 || graph.LinkBetween(path[i - 1], path[i]) is not { } link) continue;
            edges[path[i - 1]].Add(link);
            at.Add(new Neighbour(link.Remote.PortNo, new PortKey(path[i - 1], link.LocalPort), link.Carrier));
            roots[path[i]] = roots[path[i - 1]];
        }
        return new NetworkTree(edges.ToImmutableSortedDictionary(edge => edge.Key, edge => edge.Value.ToImmutableArray()), roots.ToImmutable());
    }

    /// <summary>For each switch of the tree other than <paramref name="target"/>, in its part: the port towards it.</summary>
    public IEnumerable<(DatapathId Switch, uint Port)> PortsTowards(DatapathId target)
    {
        var seen = new HashSet<DatapathId> { target };
        var queue = new Queue<DatapathId>([target]);
        while (queue.TryDequeue(out var at))
            foreach (var next in PortsOf(at))
                if (seen.Add(next.Remote.Switch))
                {
                    queue.Enqueue(next.Remote.Switch);
                    yield return (next.Remote.Switch, next.Remote.PortNo);
                }
    }

    private static SortedSet<Neighbour> EdgesOf(SortedDictionary<DatapathId, SortedSet<Neighbour>> edges, DatapathId id)
    {
        if (!edges.TryGetValue(id, out var found)) edges.Add(id, found = new SortedSet<Neighbour>(ByLocalPort));
        return found;
    }

    private static Comparer<Neighbour> ByLocalPort { get; } =
        Comparer<Neighbour>.Create((one, other) => one.LocalPort.CompareTo(other.LocalPort) is var byPort and not 0 ? byPort : one.Remote.CompareTo(other.Remote));

    private static ushort Fingerprint(ImmutableSortedDictionary<DatapathId, ImmutableArray<Neighbour>> ports)
    {
        // FNV-1a: the same in every process, which HashCode is not.
        var hash = 14695981039346656037UL;
        void Mix(ulong value) => hash = (hash ^ value) * 1099511628211UL;
        foreach (var (id, edges) in ports)
            foreach (var edge in edges)
            {
                Mix(id.Value);
                Mix(edge.LocalPort);
                Mix(edge.Remote.Switch.Value);
                Mix(edge.Remote.PortNo);
                if (edge.Carrier == LinkCarrier.Vlan) Mix(1);
            }
        return (ushort)(hash ^ hash >> 16 ^ hash >> 32 ^ hash >> 48);
    }
}
