using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn;

/// <summary>
/// Which switches are taken for dead (docs/adr/0023): those that have been without a session for some time, while most others have theirs. Where most
/// have none it is we who are cut off, and for a while after that nobody is taken for dead who is only late to come back. Under the controller's lock.
/// </summary>
internal sealed class AbsentSwitches(L2smControllerOptions options, TimeProvider clock)
{
    private readonly Dictionary<DatapathId, long> lastHeard = []; // of those that were here
    private long? mostAreHere; // since when

    /// <summary>Those that are.</summary>
    public ImmutableHashSet<DatapathId> Now { get; private set; } = [];

    /// <summary>A session is over.</summary>
    /// <param name="id">The switch.</param>
    /// <param name="silence">How long it had said nothing by then.</param>
    public void Lost(DatapathId id, TimeSpan silence) => lastHeard[id] = clock.GetTimestamp() - (long)(silence.TotalSeconds * clock.TimestampFrequency);

    /// <summary>A switch is here. True if it was taken for dead.</summary>
    public bool Returned(DatapathId id)
    {
        lastHeard.Remove(id);
        if (!Now.Contains(id)) return false;
        Now = Now.Remove(id);
        return true;
    }

    /// <summary>Looks who is away for long enough by now. True if that changes who is taken for dead.</summary>
    /// <param name="graph">The links: who has none is of no interest.</param>
    /// <param name="isHere">Whether there is a session with a switch.</param>
    public bool Look(TopologyGraph graph, Predicate<DatapathId> isHere)
    {
        DatapathId[] away = [.. graph.Switches.Where(id => !isHere(id))];
        foreach (var id in lastHeard.Keys.Except(away).ToArray()) lastHeard.Remove(id);
        mostAreHere = 2 * away.Length > graph.Switches.Count() ? null : mostAreHere ?? clock.GetTimestamp();
        var isCalm = mostAreHere is { } since && clock.GetElapsedTime(since) >= options.AbsentAtStartAfter;
        ImmutableHashSet<DatapathId> now = isCalm
            ? [.. away.Where(id => !lastHeard.TryGetValue(id, out var at) || clock.GetElapsedTime(at) >= options.AbsentAfter)]
            : [];
        if (now.SetEquals(Now)) return false;
        Now = now;
        return true;
    }
}
