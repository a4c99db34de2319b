using System.Text.Json.Serialization;
using L2sm.Kubernetes.Api;

namespace L2sm.Kubernetes.Resources;

/// <summary>The kinds that every API server has, as far as they are used here. A custom kind is described alike, with a context of its own.</summary>
public static class BuiltInKinds
{
    /// <summary>Pods.</summary>
    public static ResourceKind<Pod> Pods { get; } = new("", "v1", "pods", "Pod", true, BuiltInJson.Default.Pod);

    /// <summary>Nodes.</summary>
    public static ResourceKind<Node> Nodes { get; } = new("", "v1", "nodes", "Node", false, BuiltInJson.Default.Node);

    /// <summary>Namespaces.</summary>
    public static ResourceKind<Namespace> Namespaces { get; } = new("", "v1", "namespaces", "Namespace", false, BuiltInJson.Default.Namespace);

    /// <summary>ConfigMaps.</summary>
    public static ResourceKind<ConfigMap> ConfigMaps { get; } = new("", "v1", "configmaps", "ConfigMap", true, BuiltInJson.Default.ConfigMap, isWhole: true);

    /// <summary>Secrets.</summary>
    public static ResourceKind<Secret> Secrets { get; } = new("", "v1", "secrets", "Secret", true, BuiltInJson.Default.Secret);

    /// <summary>Leases.</summary>
    public static ResourceKind<Lease> Leases { get; } = new("coordination.k8s.io", "v1", "leases", "Lease", true, BuiltInJson.Default.Lease, isWhole: true);

    /// <summary>Events.</summary>
    public static ResourceKind<Event> Events { get; } = new("events.k8s.io", "v1", "events", "Event", true, BuiltInJson.Default.Event);

    /// <summary>Definitions of custom resources.</summary>
    public static ResourceKind<CustomResourceDefinition> CustomResourceDefinitions { get; } =
        new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false, BuiltInJson.Default.CustomResourceDefinition);
}

/// <summary>How the built-in kinds are read and written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(Namespace))]
[JsonSerializable(typeof(ConfigMap))]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(Lease))]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(CustomResourceDefinition))]
internal sealed partial class BuiltInJson : JsonSerializerContext;
