using L2sm.OpenFlow;
using L2sm.Sdn.Pipeline;

namespace L2sm.Sdn.Programming;

/// <summary>
/// Which senders a plain switch has been taught, to bound how many and how fast: no network fills the tables of the switch, none keeps the
/// controller busy. Entries live as long as the flows. Under the controller's lock.
/// </summary>
internal sealed class TaughtSenders(TimeProvider clock)
{
    /// <summary>The most that one switch is taught in a second; what is beyond is flooded, and shown again.</summary>
    public const int PerSecond = 500;

    private static readonly TimeSpan Life = TimeSpan.FromSeconds(PlainTables.LearnedSeconds);

    /// <summary>Frames that were under way before the flow was in do not teach again.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private readonly Dictionary<uint, Dictionary<MacAddress, (uint Port, long At)>> networks = [];
    private readonly Dictionary<uint, long> swept = [];
    private long second;
    private int inSecond;

    /// <summary>Whether this sender is to be taught now.</summary>
    public bool Admits(uint network, MacAddress sender, uint port)
    {
        var now = clock.GetTimestamp();
        if (!networks.TryGetValue(network, out var known)) networks[network] = known = [];
        var isKnown = known.TryGetValue(sender, out var last);
        if (isKnown && last.Port == port && clock.GetElapsedTime(last.At, now) < Settling) return false;
        if (inSecond == 0 || clock.GetElapsedTime(second, now) >= TimeSpan.FromSeconds(1)) (second, inSecond) = (now, 0);
        if (inSecond >= PerSecond) return false;
        if (!isKnown && known.Count >= Tables.LearnedLimit && !Sweep(network, known, now)) return false;
        inSecond++;
        known[sender] = (port, now);
        return true;
    }

    /// <summary>It did not get through, or is forgotten.</summary>
    public void Forget(uint network, MacAddress sender)
    {
        if (networks.TryGetValue(network, out var known)) known.Remove(sender);
    }

    /// <summary>The switch was told to forget all of a network.</summary>
    public void Forget(uint network)
    {
        networks.Remove(network);
        swept.Remove(network);
    }

    /// <summary>Makes room of what has expired, at most once a second: a full network must not cost a search for each frame.</summary>
    private bool Sweep(uint network, Dictionary<MacAddress, (uint Port, long At)> known, long now)
    {
        if (swept.TryGetValue(network, out var before) && clock.GetElapsedTime(before, now) < Settling) return false;
        swept[network] = now;
        foreach (var (mac, (_, at)) in known)
            if (clock.GetElapsedTime(at, now) >= Life)
                known.Remove(mac);
        return known.Count < Tables.LearnedLimit;
    }
}
