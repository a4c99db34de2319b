using System.Text;
using System.Text.Json;

namespace Osm.Descriptors.Rewriting.Charts;

/// <summary>Opens a chart's <c>values.schema.json</c> for <c>global.l2sm</c>, where it takes no value that it does not name.</summary>
internal static class ValuesSchema
{
    private const string Global = "global";
    private const string L2sm = "l2sm";
    private const string Anything = "{\"type\": \"object\", \"description\": \"Networks; put here by osm-l2sm\"}";

    /// <summary>The schema with the property that it lacks.</summary>
    /// <returns>Null if it takes the value as it is, or is no schema that can be read: then Helm refuses it too.</returns>
    public static byte[]? Opened(ReadOnlyMemory<byte> schema)
    {
        JsonPlace root;
        try
        {
            root = JsonPlace.Read(schema.Span);
        }
        catch (JsonException)
        {
            return null;
        }

        var edits = new SortedDictionary<int, string>();
        Open(root, root, Global, schema.Span, edits, []);
        if (edits.Count == 0)
            return null;
        var result = new List<byte>(schema.Length + 256);
        var at = 0;
        foreach (var (place, text) in edits)
        {
            result.AddRange(schema.Span[at..place]);
            result.AddRange(Encoding.UTF8.GetBytes(text));
            at = place;
        }

        result.AddRange(schema.Span[at..]);
        return [.. result];
    }

    private static void Open(JsonPlace root, JsonPlace schema, string property, ReadOnlySpan<byte> text, SortedDictionary<int, string> edits, HashSet<(int, string)> seen)
    {
        if (!seen.Add((schema.Start, property)) || schema.Members is not { } members)
            return;
        if (members.TryGetValue("$ref", out var reference) && reference.Text is { } pointer && root.Find(pointer) is { } target)
            Open(root, target, property, text, edits, seen);
        foreach (var combined in (string[])["allOf", "anyOf", "oneOf"])
        {
            foreach (var part in members.TryGetValue(combined, out var parts) ? parts.Items : [])
                Open(root, part, property, text, edits, seen);
        }

        var properties = members.GetValueOrDefault("properties");
        if (properties?.Members?.GetValueOrDefault(property) is { } there)
        {
            if (property == Global)
                Open(root, there, L2sm, text, edits, seen);
            return;
        }

        if (!IsClosed(members, "additionalProperties") && !IsClosed(members, "unevaluatedProperties"))
            return;
        if (properties is { Members: not null })
            Insert(properties, $"\"{property}\": {Anything}", text, edits);
        else if (properties is null)
            Insert(schema, $"\"properties\": {{\"{property}\": {Anything}}}", text, edits);
    }

    private static bool IsClosed(IReadOnlyDictionary<string, JsonPlace> members, string keyword) =>
        members.TryGetValue(keyword, out var value) && !value.IsTrue;

    // As its first member, with the white space that the first has.
    private static void Insert(JsonPlace place, string member, ReadOnlySpan<byte> text, SortedDictionary<int, string> edits)
    {
        var start = place.Start + 1;
        var end = start;
        while (text[end] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            end++;
        edits[start] = place.Members!.Count == 0 ? member : Encoding.UTF8.GetString(text[start..end]) + member + ",";
    }
}
