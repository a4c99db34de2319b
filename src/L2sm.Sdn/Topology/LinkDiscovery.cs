using System.Collections.Immutable;
using L2sm.OpenFlow;

namespace L2sm.Sdn.Topology;

/// <summary>
/// Which links there are, from what discovery frames say. A link counts once it was seen both ways, and until there is proof that it is
/// gone: an end that is down or away, or silence while both switches are connected. A switch that merely lost its controller keeps its links.
/// Silence is counted in rounds of our own probing, not in time: a stepped clock or a pause of this process proves nothing. Not thread-safe.
/// </summary>
/// <param name="patience">A link may stay unseen for this many rounds.</param>
/// <param name="remembered">The links of the last run.</param>
internal sealed class LinkDiscovery(int patience, IEnumerable<Link> remembered)
{
    private readonly Dictionary<(PortKey From, PortKey To), Sighting> sightings = [];
    private readonly HashSet<Link> remembered = [.. remembered];
    private readonly HashSet<Link> seen = [];

    private readonly record struct Sighting(long Round, LinkCarrier Carrier);

    /// <summary>The round of probing that is on.</summary>
    public long Round { get; private set; }

    /// <summary>The links now: those seen by this process, and those of the last run that nothing has disproved.</summary>
    public ImmutableArray<LinkStatus> Links =>
        [.. seen.Select(link => new LinkStatus(link, Remembered: false)).Concat(remembered.Select(link => new LinkStatus(link, Remembered: true)))
            .OrderBy(status => status.Link.A).ThenBy(status => status.Link.B)];

    /// <summary>A frame sent out of one port came in at another. True if that changes the links; asks for an answer if only this way is known.</summary>
    public bool Saw(PortKey from, PortKey to, LinkCarrier carrier, out bool oneWay)
    {
        oneWay = false;
        if (from.Switch == to.Switch) return false; // a cable back into the same switch joins nothing
        sightings[(from, to)] = new Sighting(Round, carrier);
        if (!sightings.TryGetValue((to, from), out var back) || IsStale(to, from))
        {
            oneWay = true;
            return false;
        }
        var link = new Link(from, to, carrier == back.Carrier ? carrier : LinkCarrier.Vlan);
        remembered.RemoveWhere(old => SharesEnds(old, link));
        if (seen.Contains(link)) return false;
        seen.RemoveWhere(old => SharesEnds(old, link));
        return seen.Add(link);
    }

    /// <summary>Takes another controller's word for the links, in place of all that is known.</summary>
    public void Remember(IEnumerable<Link> links)
    {
        seen.Clear();
        sightings.Clear();
        remembered.Clear();
        remembered.UnionWith(links);
    }

    /// <summary>A port went down or away, and its links with it. True if that changes the links.</summary>
    public bool PortGone(PortKey port)
    {
        foreach (var way in sightings.Keys.Where(way => way.From == port || way.To == port).ToArray()) sightings.Remove(way);
        return seen.RemoveWhere(link => link.A == port || link.B == port) + remembered.RemoveWhere(link => link.A == port || link.B == port) > 0;
    }

    /// <summary>Ends a round: forgets links that were silent for too many. True if that changes the links.</summary>
    /// <param name="connectedSince">The round in which a switch connected; null if it is away, so that its silence proves nothing.</param>
    public bool EndRound(Func<DatapathId, long?> connectedSince)
    {
        Round++;
        bool Watched(DatapathId id) => Round - connectedSince(id) > patience;
        bool Silent(Link link) =>
            Watched(link.A.Switch) && Watched(link.B.Switch) && (IsStale(link.A, link.B) || IsStale(link.B, link.A));
        return seen.RemoveWhere(Silent) + remembered.RemoveWhere(Silent) > 0;
    }

    private bool IsStale(PortKey from, PortKey to) => !sightings.TryGetValue((from, to), out var sighting) || Round - sighting.Round > patience;

    private static bool SharesEnds(Link one, Link other) => one.A == other.A && one.B == other.B;
}
