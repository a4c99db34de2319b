using System.Text.Json.Nodes;

namespace L2smOsm.Testing.Kubernetes.InProcess;

/// <summary>The kinds that are served now: the built-in ones, and those that have a definition.</summary>
internal sealed class KindRegistry(ObjectStore store)
{
    /// <exception cref="ApiError">404: no such kind, and no name in the answer.</exception>
    public KindInfo Get(ApiRequest request) =>
        Served().FirstOrDefault(kind => kind.Group == request.Group && kind.Version == request.Version && kind.Plural == request.Resource)
        ?? throw new ApiError(404, "NotFound", "the server could not find the requested resource");

    private IEnumerable<KindInfo> Served() =>
        KindInfo.BuiltIn.Concat(store.All("customresourcedefinitions.apiextensions.k8s.io").SelectMany(stored => KindInfo.From(stored.Document)));

    /// <summary>What the server says of a definition at once.</summary>
    public static void Establish(JsonObject definition) => definition["status"] = new JsonObject
    {
        ["conditions"] = new JsonArray(
            new JsonObject { ["type"] = "NamesAccepted", ["status"] = "True", ["reason"] = "NoConflicts" },
            new JsonObject { ["type"] = "Established", ["status"] = "True", ["reason"] = "InitialNamesAccepted" }),
    };
}
