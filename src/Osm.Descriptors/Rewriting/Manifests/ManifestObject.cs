using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Rewriting.Charts;
using Osm.Descriptors.Rewriting.Charts.Templates;

namespace Osm.Descriptors.Rewriting.Manifests;

/// <summary>An object of Kubernetes that makes pods.</summary>
/// <param name="Content">The object.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Pod">What has the metadata and the spec of its pods.</param>
internal sealed record ManifestObject(YamlMapping Content, Located<string> Kind, YamlMapping Pod)
{
    /// <summary>Its name; empty where it has none.</summary>
    public string Name => Content.Mapping("metadata")?.Text("name")?.Value ?? "";

    /// <summary>Why its pods are never attached; null where they are.</summary>
    public string? Exclusion =>
        Content.Mapping("metadata")?.Mapping("annotations")?.TryGet("helm.sh/hook", out _) == true
            ? "it is a hook of Helm or a test, and not a part of the network function"
            : Pod.Mapping("spec")?.Flag("hostNetwork")?.Value == true
                ? "its pods have 'hostNetwork: true': they are on their node's network, and no other is attached to them"
                : null;

    /// <summary>Why an address cannot be given to it, as a clause; null where it can.</summary>
    public string? MorePods =>
        Kind.Value == "DaemonSet" ? "it is a DaemonSet, which has a pod on every node"
        : int.TryParse(Content.Mapping("spec")?.Text("replicas")?.Value, out var replicas) && replicas > 1 ? $"it has {replicas} replicas"
        : null;

    /// <summary>The objects of a document that make pods: itself, or elements of the list that it is.</summary>
    public static IEnumerable<ManifestObject> Of(YamlNode? root)
    {
        if (root is not YamlMapping content || content.Text("kind") is not { } kind)
            return [];
        if (kind.Value.EndsWith("List", StringComparison.Ordinal) && content.TryGet("items", out _))
            return content.Items("items").SelectMany(Of);
        if (!WorkloadKinds.Has(kind.Value) || !WorkloadKinds.MayBeOfKubernetes(content.Text("apiVersion")?.Value ?? ""))
            return [];
        var pod = kind.Value switch
        {
            "Pod" => content,
            "CronJob" => content.Mapping("spec")?.Mapping("jobTemplate")?.Mapping("spec")?.Mapping("template"),
            _ => content.Mapping("spec")?.Mapping("template"),
        };
        return pod is null ? [] : [new ManifestObject(content, kind, pod)];
    }

    /// <summary>Whether it is the workload that was named: by its name, less that of its release, or by a label.</summary>
    public bool IsNamed(WorkloadWish wish)
    {
        var slash = wish.Workload.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && !Kind.Value.Equals(wish.Workload[..slash], StringComparison.OrdinalIgnoreCase))
            return false;
        var wanted = wish.Workload[(slash + 1)..];
        return wanted == Name
            || (LabelOf("app.kubernetes.io/instance") is { } release && Name.StartsWith(release + "-", StringComparison.Ordinal) && wanted == Name[(release.Length + 1)..])
            || wanted == LabelOf("app.kubernetes.io/component");
    }

    private string? LabelOf(string key) =>
        Pod.Mapping("metadata")?.Mapping("labels")?.Text(key)?.Value ?? Content.Mapping("metadata")?.Mapping("labels")?.Text(key)?.Value;
}
