using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Resources;
using L2smOsm.Testing.Kubernetes.InProcess;

namespace L2smOsm.Testing.Kubernetes;

/// <summary>Any resource as it is, for what a test arranges and looks at.</summary>
public sealed class UntypedResource : IResource
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>All but the metadata: <c>spec</c>, <c>status</c>, <c>data</c> and so on.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Fields { get; set; }

    /// <summary>A field by its path, such as <c>spec.provider.ofPort</c>; null if there is none.</summary>
    public JsonNode? this[string path] =>
        path.Split('.').Aggregate(JsonSerializer.SerializeToNode(Fields), (at, name) => at?[name]);

    /// <summary>The resource of a document.</summary>
    public static UntypedResource From(JsonObject document) => document.Deserialize<UntypedResource>(Options)!;

    internal static ResourceKind<UntypedResource> KindOf(KindInfo kind) =>
        new(kind.Group, kind.Version, kind.Plural, kind.Kind, kind.IsNamespaced, (JsonTypeInfo<UntypedResource>)Options.GetTypeInfo(typeof(UntypedResource)), isWhole: true);
}
