using System.Text;
using System.Text.Json.Nodes;

namespace L2sm.Kubernetes.Api;

/// <summary>A change of some fields, for resources of others, of which we know only a part.</summary>
public sealed class ResourcePatch
{
    private ResourcePatch(string contentType, JsonNode body)
    {
        ContentType = contentType;
        Body = Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    internal string ContentType { get; }

    internal byte[] Body { get; }

    /// <summary>What is named is set, what is null is taken away (RFC 7396). Lists are replaced as a whole.</summary>
    public static ResourcePatch Merge(JsonObject body) => new("application/merge-patch+json", body);

    /// <summary>Steps (RFC 6902); a <c>test</c> that does not hold makes it fail as <see cref="KubernetesFailure.Invalid"/>.</summary>
    public static ResourcePatch Steps(JsonArray steps) => new("application/json-patch+json", steps);
}
