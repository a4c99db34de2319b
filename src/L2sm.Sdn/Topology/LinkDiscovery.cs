using System.Collections.Immutable;
using L2sm.OpenFlow;

namespace L2sm.Sdn.Topology;

/// <summary>
/// Which links there are, from what discovery frames say. A link counts once it was seen both ways, and until there is proof that it is
/// gone: an end that is down or away, or silence while both switches are heard. A switch that merely lost its controller keeps its links,
/// and so does one whose connection hangs and is not given up yet.
/// A port that hears several others is on a shared medium, and no link ends there: a frame sent into it would arrive more than once.
/// Silence is counted in rounds of our own probing, not in time: a stepped clock or a pause of this process proves nothing. Not thread-safe.
/// </summary>
/// <param name="patience">A link may stay unseen for this many rounds: 1 to <see cref="HeardRounds.Most"/>.</param>
/// <param name="remembered">The links of the last run.</param>
/// <exception cref="ArgumentOutOfRangeException">The patience is out of its range.</exception>
internal sealed class LinkDiscovery(int patience, IEnumerable<Link> remembered)
{
    /// <summary>More than two need not be known; a few, so that some may fall silent.</summary>
    private const int MaxPeers = 8;

    private readonly int patience = patience is >= 1 and <= HeardRounds.Most
        ? patience
        : throw new ArgumentOutOfRangeException(nameof(patience), patience, $"a link may stay unseen for 1 to {HeardRounds.Most} rounds of discovery");

    private readonly Dictionary<PortKey, List<Sighting>> sightings = []; // by the port that heard
    private readonly HashSet<Link> remembered = [.. remembered];
    private readonly HashSet<Link> seen = [];

    private readonly record struct Sighting(PortKey From, LinkCarrier Carrier, long Round, long? ByLldp);

    /// <summary>The round of probing that is on.</summary>
    public long Round { get; private set; }

    /// <summary>The links now: those seen by this process, and those of the last run that nothing has disproved.</summary>
    public ImmutableArray<LinkStatus> Links =>
        [.. seen.Select(link => new LinkStatus(link, Remembered: false)).Concat(remembered.Select(link => new LinkStatus(link, Remembered: true)))
            .OrderBy(status => status.Link.A).ThenBy(status => status.Link.B)];

    /// <summary>The ports that hear several others, as of the last frame that each heard.</summary>
    public ImmutableSortedSet<PortKey> SharedPorts { get; private set; } = [];

    /// <summary>A frame sent out of one port came in at another. True if that changes the links or shared ports; asks for an answer if only this way is known.</summary>
    public bool Saw(PortKey from, PortKey to, LinkCarrier carrier, bool isLldp, out bool oneWay)
    {
        oneWay = false;
        if (from.Switch == to.Switch) return false; // a cable back into the same switch joins nothing
        Note(from, to, carrier, isLldp);
        if (Peers(to) > 1)
        {
            if (SharedPorts.Contains(to)) return false;
            SharedPorts = SharedPorts.Add(to);
            RemoveLinks(link => link.A == to || link.B == to);
            return true;
        }
        var wasShared = SharedPorts.Contains(to);
        SharedPorts = SharedPorts.Remove(to);
        if (SharedPorts.Contains(from)) return wasShared;
        if (Find(to, from) is not { } back || IsStale(back))
        {
            oneWay = true;
            return wasShared;
        }
        var link = new Link(from, to, carrier == back.Carrier ? carrier : LinkCarrier.Vlan);
        remembered.RemoveWhere(old => SharesEnds(old, link));
        if (seen.Contains(link)) return wasShared;
        seen.RemoveWhere(old => SharesEnds(old, link));
        return seen.Add(link);
    }

    /// <summary>Takes another controller's word for the links, in place of all that is known.</summary>
    public void Remember(IEnumerable<Link> links)
    {
        seen.Clear();
        sightings.Clear();
        SharedPorts = [];
        remembered.Clear();
        remembered.UnionWith(links);
    }

    /// <summary>Whether LLDP comes in by this port: then nothing else needs to be tried.</summary>
    public bool HearsLldp(PortKey port) => sightings.TryGetValue(port, out var heard) && heard.Exists(sighting => Round - sighting.ByLldp <= patience);

    /// <summary>A port went down or away, and its links with it. True if that changes the links.</summary>
    public bool PortGone(PortKey port)
    {
        sightings.Remove(port);
        SharedPorts = SharedPorts.Remove(port);
        foreach (var heard in sightings.Values) heard.RemoveAll(sighting => sighting.From == port);
        return RemoveLinks(link => link.A == port || link.B == port);
    }

    /// <summary>Ends a round: forgets links of which one way was silent for too many. True if that changes the links.</summary>
    /// <param name="heard">The rounds in which a switch was heard, this one included; none if it is away. In others its silence proves nothing.</param>
    public bool EndRound(Func<DatapathId, HeardRounds> heard)
    {
        Round++;
        return RemoveLinks(link => heard(link.A.Switch).Together(heard(link.B.Switch), Math.Max(Unseen(link.A, link.B), Unseen(link.B, link.A))) >= patience);
    }

    /// <summary>The whole rounds since a frame came this way.</summary>
    private long Unseen(PortKey from, PortKey to) => Find(from, to) is { } sighting ? Round - sighting.Round - 1 : long.MaxValue;

    private void Note(PortKey from, PortKey to, LinkCarrier carrier, bool isLldp)
    {
        if (!sightings.TryGetValue(to, out var heard)) sightings.Add(to, heard = []);
        var at = heard.FindIndex(sighting => sighting.From == from);
        var now = new Sighting(from, carrier, Round, isLldp ? Round : at >= 0 ? heard[at].ByLldp : null);
        if (at >= 0) heard[at] = now;
        else if (heard.Count < MaxPeers) heard.Add(now);
        else if (heard.FindIndex(IsStale) is var stale and >= 0) heard[stale] = now;
    }

    private int Peers(PortKey port) => sightings[port].Count(sighting => !IsStale(sighting));

    private Sighting? Find(PortKey from, PortKey to) =>
        sightings.TryGetValue(to, out var heard) && heard.FindIndex(sighting => sighting.From == from) is var at and >= 0 ? heard[at] : null;

    private bool RemoveLinks(Predicate<Link> condition) => seen.RemoveWhere(condition) + remembered.RemoveWhere(condition) > 0;

    private bool IsStale(Sighting sighting) => Round - sighting.Round > patience;

    private static bool SharesEnds(Link one, Link other) => one.A == other.A && one.B == other.B;
}
