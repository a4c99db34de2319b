using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using L2sm.OpenFlow;

namespace L2sm.Sdn.Topology;

/// <summary>
/// The shortest paths to each switch of one graph, found when first asked for and kept with it: networks by the thousand have few centers. A
/// switch and a link's end are numbers here, so that the paths to one switch take four bytes for each other.
/// </summary>
internal sealed class PathFinder
{
    private readonly FrozenDictionary<DatapathId, int> numbers;
    private readonly int[] starts; // of each switch's ends, and behind the last
    private readonly Neighbour[] ends;
    private readonly int[] far; // the switch at the other end of each
    private readonly int[] opposite; // the same link as seen from there
    private readonly bool[]? avoided; // the ends of links at absent switches; null where there are none
    private readonly ConcurrentDictionary<DatapathId, ShortestPaths> found = new();

    /// <summary>For the graph of these neighbours, one link for each two switches.</summary>
    /// <param name="neighbours">The links of each switch.</param>
    /// <param name="absent">Switches that are passed only where there is no other way.</param>
    public PathFinder(IReadOnlyDictionary<DatapathId, ImmutableArray<Neighbour>> neighbours, IReadOnlySet<DatapathId> absent)
    {
        DatapathId[] switches = [.. neighbours.Keys.Order()];
        numbers = switches.Select((id, number) => KeyValuePair.Create(id, number)).ToFrozenDictionary();
        starts = new int[switches.Length + 1];
        for (var at = 0; at < switches.Length; at++) starts[at + 1] = starts[at] + neighbours[switches[at]].Length;
        ends = [.. switches.SelectMany(id => neighbours[id])];
        far = [.. ends.Select(end => numbers[end.Remote.Switch])];
        var between = new Dictionary<(int From, int To), int>(ends.Length);
        for (var at = 0; at < switches.Length; at++)
            for (var end = starts[at]; end < starts[at + 1]; end++) between[(at, far[end])] = end;
        opposite = new int[ends.Length];
        for (var at = 0; at < switches.Length; at++)
            for (var end = starts[at]; end < starts[at + 1]; end++) opposite[end] = between[(far[end], at)];
        if (switches.Any(absent.Contains)) avoided = [.. switches.SelectMany(id => neighbours[id].Select(end => absent.Contains(id) || absent.Contains(end.Remote.Switch)))];
    }

    /// <summary>The paths of all switches to this one: O(switches + links) the first time.</summary>
    public ShortestPaths To(DatapathId root) => numbers.ContainsKey(root) ? found.GetOrAdd(root, static (at, finder) => finder.Find(at), this) : ShortestPaths.None;

    /// <summary>The link's end that a switch's path begins with; null if it has none.</summary>
    internal Neighbour? EndAt(int[] firsts, DatapathId at) => numbers.TryGetValue(at, out var number) && firsts[number] is >= 0 and var end ? ends[end] : null;

    /// <summary>The switches that have links.</summary>
    internal IEnumerable<DatapathId> Switches => numbers.Keys;

    private ShortestPaths Find(DatapathId root)
    {
        var (start, count) = (numbers[root], starts.Length - 1);
        var (firsts, distances, tags) = (new int[count], new int[count], new int[count]);
        Array.Fill(firsts, -1);
        Array.Fill(distances, int.MaxValue);
        distances[start] = 0;
        var queue = new NearestFirst(areAlike: avoided is null);
        queue.Add(start, 0);
        while (queue.TryTake(distances, out var at))
            for (var end = starts[at]; end < starts[at + 1]; end++)
            {
                var next = far[end];
                // A link that is avoided is longer than any way without one.
                var (distance, tagged) = (distances[at] + (avoided?[end] == true ? count : 1), tags[at] + (ends[end].Carrier == LinkCarrier.Vlan ? 1 : 0));
                if (distances[next] < distance || distances[next] == distance && tags[next] <= tagged) continue;
                // A switch is asked for its own neighbours only once all nearer ones have been, so its way is final by then.
                var isNearer = distance < distances[next];
                (distances[next], tags[next], firsts[next]) = (distance, tagged, opposite[end]);
                if (isNearer) queue.Add(next, distance);
            }
        return new ShortestPaths(this, firsts);
    }

    /// <summary>
    /// The switches that are still to be asked, the nearest first, of equally near ones the first that came. Where all links are alike, they come in
    /// that order anyway.
    /// </summary>
    private sealed class NearestFirst(bool areAlike)
    {
        private readonly Queue<int> queue = new();
        private readonly PriorityQueue<int, (int Distance, int Order)> byDistance = new();
        private int order;

        public void Add(int at, int distance)
        {
            if (areAlike) queue.Enqueue(at);
            else byDistance.Enqueue(at, (distance, order++));
        }

        public bool TryTake(int[] distances, out int at)
        {
            if (areAlike) return queue.TryDequeue(out at);
            while (byDistance.TryDequeue(out at, out var priority))
                if (priority.Distance == distances[at]) return true; // else a shorter way was found meanwhile
            return false;
        }
    }
}

/// <summary>For each switch, the shortest way to one in the center; of equally short ones, one with the fewest links that need tags.</summary>
internal sealed class ShortestPaths(PathFinder? finder, int[] firsts)
{
    /// <summary>To a switch without links.</summary>
    public static readonly ShortestPaths None = new(null, []);

    /// <summary>The link that the way from this switch begins with; null at the center, and where there is no way.</summary>
    public Neighbour? From(DatapathId at) => finder?.EndAt(firsts, at);

    /// <summary>The switches whose way does not begin alike in both.</summary>
    public HashSet<DatapathId> DifferencesTo(ShortestPaths other) =>
        ReferenceEquals(this, other) ? [] : [.. Switches.Union(other.Switches).Where(at => From(at) != other.From(at))];

    private IEnumerable<DatapathId> Switches => finder?.Switches ?? [];
}
