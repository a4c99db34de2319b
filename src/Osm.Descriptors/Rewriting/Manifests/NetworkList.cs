using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Osm.Descriptors.Rewriting.Manifests;

/// <summary>The value of an annotation that lists networks: names with commas between, or a list in JSON; as L2S-M and Multus read it.</summary>
/// <param name="Text">As it was written; empty where there is none.</param>
/// <param name="Elements">Its elements, as JSON has them.</param>
internal sealed record NetworkList(string Text, ImmutableArray<JsonObject> Elements)
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool IsJson => Text.TrimStart().StartsWith('[');

    /// <summary>The names in it.</summary>
    public IEnumerable<string> Names => Elements.Select(NameOf);

    /// <summary>Reads a value.</summary>
    /// <returns>Null if it begins as JSON and is none.</returns>
    public static NetworkList? Read(string text)
    {
        if (!text.TrimStart().StartsWith('['))
            return new NetworkList(text, [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(ElementOf)]);
        try
        {
            return JsonNode.Parse(text) is JsonArray list && list.All(element => element is JsonObject)
                ? new NetworkList(text, [.. list.Select(element => element!.AsObject())])
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Its value with attachments added that it does not have: as it was, with names after it, where that will do.</summary>
    public string With(IEnumerable<Attachment> attachments)
    {
        var there = Names.ToHashSet(StringComparer.Ordinal);
        var added = attachments.Where(attachment => there.Add(attachment.Name)).ToArray();
        if (added.Length == 0)
            return Text;
        if (!IsJson && added.All(attachment => attachment.Addresses.IsEmpty))
        {
            var before = Text.Trim().TrimEnd(',');
            return string.Join(',', (before.Length == 0 ? [] : new[] { before }).Concat(added.Select(attachment => attachment.Name)));
        }

        var list = new JsonArray([.. Elements.Select(element => element.DeepClone()), .. added.Select(attachment => attachment.ToJson())]);
        return list.ToJsonString(s_plain);
    }

    /// <summary>The name of an element.</summary>
    public static string NameOf(JsonObject element) => element["name"] is JsonValue value && value.TryGetValue(out string? name) ? name : "";

    // 'namespace/name@interface', the first and the last of which may be missing.
    private static JsonObject ElementOf(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var element = new JsonObject { ["name"] = text[(slash + 1)..(at < 0 ? text.Length : at)] };
        if (slash >= 0)
            element["namespace"] = text[..slash];
        if (at >= 0)
            element["interface"] = text[(at + 1)..];
        return element;
    }
}

/// <summary>A network that a pod is attached to.</summary>
/// <param name="Name">In the cluster.</param>
/// <param name="Addresses">With prefix lengths; empty where the cluster gives one.</param>
internal sealed record Attachment(string Name, ImmutableArray<string> Addresses)
{
    public JsonObject ToJson()
    {
        var element = new JsonObject { ["name"] = Name };
        if (!Addresses.IsEmpty)
            element["ips"] = new JsonArray([.. Addresses.Select(address => (JsonNode)address)]);
        return element;
    }
}
