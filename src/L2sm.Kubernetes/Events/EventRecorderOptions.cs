namespace L2sm.Kubernetes.Events;

/// <summary>Who tells events, and how many.</summary>
public sealed record EventRecorderOptions
{
    /// <summary>Who tells.</summary>
    public string Controller { get; init; } = "osm-l2sm";

    /// <summary>Which process of it, such as the pod's name; not empty.</summary>
    public required string Instance { get; init; }

    /// <summary>Events remembered, so that their repetitions are counted; the one that was silent for longest is forgotten first.</summary>
    public int Remembered { get; init; } = 1000;

    /// <summary>Different events of one resource that are remembered; more are left out, for a fault that makes a new text each time.</summary>
    public int RememberedPerResource { get; init; } = 20;

    /// <summary>How often the count of an event that repeats is written at most.</summary>
    public TimeSpan SeriesInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After this silence the same again is a new event.</summary>
    public TimeSpan SeriesEnd { get; init; } = TimeSpan.FromMinutes(6);
}
