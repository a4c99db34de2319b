namespace L2sm.Sdn.Programming;

/// <summary>
/// How fast repairs may follow each other: the first at once, then with pauses that double, so that two controllers that fight over a switch
/// do not wear it out. A quiet minute begins anew.
/// </summary>
internal sealed class RepairPace
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50), Longest = TimeSpan.FromSeconds(10), Quiet = TimeSpan.FromMinutes(1);

    private DateTimeOffset last = DateTimeOffset.MinValue;
    private TimeSpan pause;

    /// <summary>The next repair may not be before.</summary>
    public DateTimeOffset Next { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>A repair is made.</summary>
    public void Repairs(DateTimeOffset now)
    {
        pause = now - last > Quiet ? Shortest : TimeSpan.FromTicks(Math.Min(Longest.Ticks, pause.Ticks * 2));
        (last, Next) = (now, now + pause);
    }
}
