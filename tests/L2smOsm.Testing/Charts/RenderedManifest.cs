using System.Text.Json.Nodes;

namespace L2smOsm.Testing.Charts;

/// <summary>A document of a rendered chart.</summary>
/// <param name="Source">The template it came from, as helm names it: <c>chart/charts/sub/templates/x.yaml</c>.</param>
/// <param name="Hook">Whether it is a hook or a test.</param>
/// <param name="Text">The document as it was rendered.</param>
/// <param name="Object">The same, parsed: null where the document is only remarks.</param>
public sealed record RenderedManifest(string Source, bool Hook, string Text, JsonNode? Object)
{
    public string? Kind => (string?)Object?["kind"];

    public string? Name => (string?)Object?["metadata"]?["name"];

    /// <summary>The pod template of a workload, or the Pod itself: what has the <c>metadata</c> of the pods; null for all other kinds.</summary>
    public JsonNode? PodTemplate => Kind switch
    {
        "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "ReplicationController" or "Job" => Object?["spec"]?["template"],
        "CronJob" => Object?["spec"]?["jobTemplate"]?["spec"]?["template"],
        "Pod" => Object,
        _ => null,
    };

    /// <summary>An annotation of the pods, or null.</summary>
    public string? PodAnnotation(string key) => (string?)PodTemplate?["metadata"]?["annotations"]?[key];

    /// <summary>A label of the pods, or null.</summary>
    public string? PodLabel(string key) => (string?)PodTemplate?["metadata"]?["labels"]?[key];
}
