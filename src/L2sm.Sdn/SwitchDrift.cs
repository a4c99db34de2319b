using L2sm.OpenFlow;

namespace L2sm.Sdn;

/// <summary>How often a switch was found not to hold what it had confirmed, in this session.</summary>
/// <param name="Found">Changes needed to make it right again: flows, groups and meters.</param>
/// <param name="Repaired">Those of them that the switch confirmed.</param>
/// <param name="Audits">Complete comparisons so far, the first aside.</param>
/// <param name="ForeignRemoved">Flows and groups of others that were removed.</param>
public sealed record DriftCounters(long Found, long Repaired, long Audits, long ForeignRemoved)
{
    /// <summary>Nothing yet.</summary>
    public static readonly DriftCounters Zero = new(0, 0, 0, 0);
}

/// <summary>What others have put into the tables of our pipeline.</summary>
/// <param name="Flows">How many flows.</param>
/// <param name="Groups">How many groups.</param>
/// <param name="Sample">Some of them, for people: at most 10.</param>
public sealed record ForeignStatus(int Flows, int Groups, EquatableArray<string> Sample)
{
    /// <summary>Nothing.</summary>
    public static readonly ForeignStatus None = new(0, 0, []);
}
