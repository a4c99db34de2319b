using System.Collections.Immutable;
using L2sm.OpenFlow;

namespace L2sm.Sdn.Topology;

/// <summary>
/// Which links there are, from what discovery frames say. A link counts once it was seen both ways, and until there is proof that it is
/// gone: an end that is down or away, or silence while both switches are connected. A switch that merely lost its controller keeps its links.
/// Time is an input; not thread-safe.
/// </summary>
internal sealed class LinkDiscovery(TimeSpan timeout, IEnumerable<Link> remembered)
{
    private readonly Dictionary<(PortKey From, PortKey To), Sighting> sightings = [];
    private readonly HashSet<Link> remembered = [.. remembered];
    private readonly HashSet<Link> seen = [];

    private readonly record struct Sighting(DateTimeOffset At, LinkCarrier Carrier);

    /// <summary>The links now: those seen by this process, and those of the last run that nothing has disproved.</summary>
    public ImmutableArray<LinkStatus> Links =>
        [.. seen.Select(link => new LinkStatus(link, Remembered: false)).Concat(remembered.Select(link => new LinkStatus(link, Remembered: true)))
            .OrderBy(status => status.Link.A).ThenBy(status => status.Link.B)];

    /// <summary>A frame sent out of one port came in at another. True if that changes the links; asks for an answer if only this way is known.</summary>
    public bool Saw(PortKey from, PortKey to, LinkCarrier carrier, DateTimeOffset now, out bool oneWay)
    {
        oneWay = false;
        if (from.Switch == to.Switch) return false; // a cable back into the same switch joins nothing
        sightings[(from, to)] = new Sighting(now, carrier);
        if (!sightings.TryGetValue((to, from), out var back))
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

    /// <summary>A port went down or away, and its links with it. True if that changes the links.</summary>
    public bool PortGone(PortKey port)
    {
        foreach (var way in sightings.Keys.Where(way => way.From == port || way.To == port).ToArray()) sightings.Remove(way);
        return seen.RemoveWhere(link => link.A == port || link.B == port) + remembered.RemoveWhere(link => link.A == port || link.B == port) > 0;
    }

    /// <summary>Forgets links that have been silent for too long. True if that changes the links.</summary>
    /// <param name="now">Now.</param>
    /// <param name="connectedSince">Since when a switch has been connected; null if it is not, so that its silence proves nothing.</param>
    public bool Expire(DateTimeOffset now, Func<DatapathId, DateTimeOffset?> connectedSince)
    {
        bool Silent(Link link) =>
            connectedSince(link.A.Switch) is { } a && now - a > timeout && connectedSince(link.B.Switch) is { } b && now - b > timeout
            && (IsStale(link.A, link.B, now) || IsStale(link.B, link.A, now));
        return seen.RemoveWhere(Silent) + remembered.RemoveWhere(Silent) > 0;
    }

    private bool IsStale(PortKey from, PortKey to, DateTimeOffset now) =>
        !sightings.TryGetValue((from, to), out var sighting) || now - sighting.At > timeout;

    private static bool SharesEnds(Link one, Link other) => one.A == other.A && one.B == other.B;
}
