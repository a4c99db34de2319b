using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Events;

/// <summary>What is told; the same told again is one event with a count.</summary>
internal sealed record EventText(ObjectReference Regarding, bool IsWarning, string Reason, string Action, string Note)
{
    /// <summary>For the log.</summary>
    public override string ToString() => $"{Reason} of {Regarding.Kind} {Regarding.Namespace}/{Regarding.Name}";
}

/// <summary>How often it was told, and what of it the server has.</summary>
internal sealed class EventCount
{
    public int Count { get; set; }

    public DateTimeOffset First { get; init; }

    public DateTimeOffset Last { get; set; }

    /// <summary>The event's name in the server, once it is there.</summary>
    public string? Name { get; set; }

    public int Written { get; set; }

    public DateTimeOffset WrittenAt { get; set; }
}
