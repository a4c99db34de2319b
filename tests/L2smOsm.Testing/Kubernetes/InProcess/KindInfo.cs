using System.Text.Json.Nodes;

namespace L2smOsm.Testing.Kubernetes.InProcess;

/// <summary>A kind that the server serves.</summary>
internal sealed record KindInfo(string Group, string Version, string Plural, string Kind, bool IsNamespaced, bool HasStatus, JsonObject? Schema = null)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public string FullName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public bool IsCustom => Schema is not null;

    /// <summary>The kinds that need no definition; what a test needs beyond them is added here.</summary>
    public static IReadOnlyList<KindInfo> BuiltIn { get; } =
    [
        new("", "v1", "namespaces", "Namespace", false, true),
        new("", "v1", "nodes", "Node", false, true),
        new("", "v1", "pods", "Pod", true, true),
        new("", "v1", "configmaps", "ConfigMap", true, false),
        new("", "v1", "secrets", "Secret", true, false),
        new("", "v1", "services", "Service", true, true),
        new("", "v1", "serviceaccounts", "ServiceAccount", true, false),
        new("apps", "v1", "deployments", "Deployment", true, true),
        new("apps", "v1", "replicasets", "ReplicaSet", true, true),
        new("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true, false),
        new("coordination.k8s.io", "v1", "leases", "Lease", true, false),
        new("events.k8s.io", "v1", "events", "Event", true, false),
        new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false, true),
        new("rbac.authorization.k8s.io", "v1", "roles", "Role", true, false),
        new("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true, false),
        new("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false, false),
        new("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false, false),
    ];

    /// <summary>The kinds that a CustomResourceDefinition defines.</summary>
    public static IEnumerable<KindInfo> From(JsonObject definition)
    {
        var spec = definition["spec"]!;
        foreach (var version in spec["versions"]!.AsArray())
            yield return new KindInfo(
                spec["group"]!.GetValue<string>(), version!["name"]!.GetValue<string>(), spec["names"]!["plural"]!.GetValue<string>(), spec["names"]!["kind"]!.GetValue<string>(),
                spec["scope"]!.GetValue<string>() == "Namespaced", version["subresources"]?["status"] is not null,
                version["schema"]?["openAPIV3Schema"]?.DeepClone().AsObject() ?? []);
    }
}
