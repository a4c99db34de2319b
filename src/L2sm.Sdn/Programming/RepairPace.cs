namespace L2sm.Sdn.Programming;

/// <summary>
/// How fast repairs may follow each other: the first at once, then with pauses that double, so that two controllers that fight over a switch
/// do not wear it out. A quiet minute begins anew.
/// </summary>
internal sealed class RepairPace
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50), Longest = TimeSpan.FromSeconds(10), Quiet = TimeSpan.FromMinutes(1);

    private TimeSpan? last;
    private TimeSpan pause;

    /// <summary>The next repair may not be before: since the beginning of the session.</summary>
    public TimeSpan Next { get; private set; }

    /// <summary>A repair is made.</summary>
    public void Repairs(TimeSpan now)
    {
        pause = last is null || now - last > Quiet ? Shortest : TimeSpan.FromTicks(Math.Min(Longest.Ticks, pause.Ticks * 2));
        (last, Next) = (now, now + pause);
    }
}
