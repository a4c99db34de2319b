using System.Text.Json.Serialization;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Events;

/// <summary>An event of the core group, as far as it is written here.</summary>
public sealed record Event : IResource
{
    /// <inheritdoc/>
    public required ObjectMeta Metadata { get; init; }

    /// <summary>What it is about.</summary>
    public required EventObject InvolvedObject { get; init; }

    /// <summary>One CamelCase word.</summary>
    public string? Reason { get; init; }

    /// <summary>For people.</summary>
    public string? Message { get; init; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; init; }

    /// <summary>How often it was told.</summary>
    public int? Count { get; init; }

    /// <summary>When first.</summary>
    [JsonConverter(typeof(Rfc3339Converter))]
    public DateTimeOffset? FirstTimestamp { get; init; }

    /// <summary>When last.</summary>
    [JsonConverter(typeof(Rfc3339Converter))]
    public DateTimeOffset? LastTimestamp { get; init; }

    /// <summary>Who tells.</summary>
    public EventSource? Source { get; init; }
}

/// <summary>What an event is about.</summary>
public sealed record EventObject(string ApiVersion, string Kind, string? Namespace, string Name, string? Uid)
{
    /// <inheritdoc/>
    public override string ToString() => Namespace is null ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}

/// <summary>Who tells.</summary>
public sealed record EventSource(string Component);

/// <summary>The kind of events.</summary>
public static class EventKinds
{
    /// <summary>Events of the core group: those that every release of <c>kubectl describe</c> shows.</summary>
    public static ResourceKind<Event> Events { get; } = new("", "v1", "events", "Event", true, EventJson.Default.Event);
}

/// <summary>How events are read and written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Event))]
internal sealed partial class EventJson : JsonSerializerContext;
