using System.Text.Json.Serialization;

namespace L2sm.Kubernetes.Resources;

/// <summary>One thing that is true of a resource, false or unknown (<c>metav1.ResourceCondition</c>).</summary>
public sealed record ResourceCondition
{
    /// <summary>What it is about, such as <c>Available</c>; at most one condition of a type.</summary>
    public required string Type { get; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The generation of the resource that it was found for.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>When <see cref="Status"/> changed last.</summary>
    [JsonConverter(typeof(Rfc3339Converter))]
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Why, in one CamelCase word.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }
}

/// <summary>Conditions of one resource.</summary>
public static class ResourceConditions
{
    /// <summary>The condition of a type, or null.</summary>
    public static ResourceCondition? Find(this IReadOnlyList<ResourceCondition>? conditions, string type) => conditions?.FirstOrDefault(condition => condition.Type == type);

    /// <summary>Whether the condition of a type is there and true.</summary>
    public static bool IsTrue(this IReadOnlyList<ResourceCondition>? conditions, string type) => conditions.Find(type)?.Status == "True";

    /// <summary>
    /// These conditions with one replaced or added. Its time of transition is <paramref name="now"/> only where the status changes, so that the
    /// same finding twice is no change.
    /// </summary>
    public static IReadOnlyList<ResourceCondition> With(this IReadOnlyList<ResourceCondition>? conditions, ResourceCondition condition, DateTimeOffset now)
    {
        var before = conditions.Find(condition.Type);
        var since = before?.Status == condition.Status ? before.LastTransitionTime ?? now : now;
        var dated = condition with { LastTransitionTime = since };
        if (before is null) return [.. conditions ?? [], dated];
        return [.. conditions!.Select(other => other.Type == condition.Type ? dated : other)];
    }
}
