using System.Text.Json.Serialization;
using L2sm.Kubernetes.Api;

namespace L2sm.Kubernetes.Resources;

/// <summary>Something that happened to a resource, for people (<c>events.k8s.io/v1</c>). The server forgets it after an hour.</summary>
public sealed record Event : IResource
{
    /// <inheritdoc/>
    public required ObjectMeta Metadata { get; init; }

    /// <summary>When it happened first.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>That it happened again and again.</summary>
    public EventSeries? Series { get; init; }

    /// <summary>Who tells, such as <c>osm-l2sm</c>.</summary>
    public string? ReportingController { get; init; }

    /// <summary>Which process of it.</summary>
    public string? ReportingInstance { get; init; }

    /// <summary>What was done or tried, in one CamelCase word.</summary>
    public string? Action { get; init; }

    /// <summary>Why, in one CamelCase word.</summary>
    public string? Reason { get; init; }

    /// <summary>What it happened to.</summary>
    public ObjectReference? Regarding { get; init; }

    /// <summary>For people; at most 1,024 bytes.</summary>
    public string? Note { get; init; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; init; }
}

/// <summary>How often something happened.</summary>
public sealed record EventSeries
{
    /// <summary>How often; from 2.</summary>
    public int Count { get; init; }

    /// <summary>When last.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset LastObservedTime { get; init; }
}

/// <summary>A resource, named in another.</summary>
public sealed record ObjectReference
{
    /// <summary>Group and version.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Null for resources of the whole cluster.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The uid.</summary>
    public string? Uid { get; init; }

    /// <summary>The reference to a resource.</summary>
    public static ObjectReference To(ResourceKind kind, IResource resource) => new()
    {
        ApiVersion = kind.ApiVersion, Kind = kind.Kind, Namespace = resource.Metadata.Namespace, Name = resource.Metadata.Name, Uid = resource.Metadata.Uid,
    };
}
