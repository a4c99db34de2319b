using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Tests;

/// <summary>ConfigMaps, the plainest resources.</summary>
internal static class TestMaps
{
    public static ConfigMap Map(string place, string name, params (string Name, string Value)[] data) => new()
    {
        Metadata = new ObjectMeta { Namespace = place, Name = name },
        Data = data.ToDictionary(entry => entry.Name, entry => entry.Value),
    };

    public static ResourceClient<ConfigMap> Maps(this KubernetesApi api) => api.Resources(BuiltInKinds.ConfigMaps);

    /// <summary>A client that writes under another name.</summary>
    public static KubernetesApi Client(this ClusterConnection connection, string manager, TimeProvider? time = null) =>
        new(connection, new KubernetesApiOptions { FieldManager = manager, PageSize = 3 }, time);

    public static string Show(this ConfigMap map) => string.Join(' ', (map.Data ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}"));
}
