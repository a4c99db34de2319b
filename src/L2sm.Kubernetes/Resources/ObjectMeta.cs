using System.Text.Json.Serialization;
using L2sm.Kubernetes.Api;

namespace L2sm.Kubernetes.Resources;

/// <summary>
/// What every resource has. <c>managedFields</c>, often the larger half of a resource, are skipped on reading.
/// </summary>
public sealed record ObjectMeta
{
    /// <summary>The name; null only while the server is asked to make one up (<see cref="GenerateName"/>).</summary>
    public string? Name { get; init; }

    /// <summary>The start of a name that the server makes up.</summary>
    public string? GenerateName { get; init; }

    /// <summary>Null for resources of the whole cluster.</summary>
    public string? Namespace { get; init; }

    /// <summary>Tells this resource from an earlier one of the same name.</summary>
    public string? Uid { get; init; }

    /// <summary>Opaque; changes with every change. In a write it is a condition: the write fails unless the resource is still at it.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Counts the changes of the spec.</summary>
    public long? Generation { get; init; }

    /// <summary>When it was made.</summary>
    [JsonConverter(typeof(Rfc3339Converter))]
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>Set once its deletion was asked for; it stays until <see cref="Finalizers"/> is empty.</summary>
    [JsonConverter(typeof(Rfc3339Converter))]
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>Null if there is none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Null if there is none.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Who has to be done before it goes away; null if there is none.</summary>
    public IReadOnlyList<string>? Finalizers { get; init; }

    /// <summary>With the last of these it goes away, too; null if there is none.</summary>
    public IReadOnlyList<OwnerReference>? OwnerReferences { get; init; }

    /// <summary>Whether its deletion was asked for.</summary>
    [JsonIgnore]
    public bool IsBeingDeleted => DeletionTimestamp is not null;

    /// <summary>Namespace and name.</summary>
    [JsonIgnore]
    public ResourceKey Key => new(Namespace, Name ?? throw new InvalidOperationException("the resource has no name yet"));

    /// <summary>A label's value, or null.</summary>
    public string? Label(string key) => Labels?.GetValueOrDefault(key);

    /// <summary>An annotation's value, or null.</summary>
    public string? Annotation(string key) => Annotations?.GetValueOrDefault(key);

    /// <summary>Whether it has this finalizer.</summary>
    public bool HasFinalizer(string finalizer) => Finalizers?.Contains(finalizer) == true;
}

/// <summary>A resource that another belongs to.</summary>
public sealed record OwnerReference
{
    /// <summary>Group and version.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The name, in the same namespace.</summary>
    public required string Name { get; init; }

    /// <summary>The uid.</summary>
    public required string Uid { get; init; }

    /// <summary>Whether the owner is the one controller of it.</summary>
    public bool? Controller { get; init; }

    /// <summary>Whether the owner's deletion in the foreground waits for it.</summary>
    public bool? BlockOwnerDeletion { get; init; }
}
