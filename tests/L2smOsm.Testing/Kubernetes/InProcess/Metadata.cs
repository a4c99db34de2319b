using System.Globalization;
using System.Text.Json.Nodes;

namespace L2smOsm.Testing.Kubernetes.InProcess;

/// <summary>The metadata of a document.</summary>
internal static class Metadata
{
    public static JsonObject Meta(this JsonObject document)
    {
        if (document["metadata"] is JsonObject metadata) return metadata;
        document["metadata"] = metadata = [];
        return metadata;
    }

    public static string? Text(this JsonObject at, string name) => at[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static string Name(this JsonObject document) => document.Meta().Text("name") ?? "";

    public static string Namespace(this JsonObject document) => document.Meta().Text("namespace") ?? "";

    public static bool IsBeingDeleted(this JsonObject document) => document.Meta()["deletionTimestamp"] is not null;

    public static bool HasFinalizers(this JsonObject document) => document.Meta()["finalizers"] is JsonArray { Count: > 0 };

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
