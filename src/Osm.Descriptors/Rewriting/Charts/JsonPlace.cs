using System.Text;
using System.Text.Json;

namespace Osm.Descriptors.Rewriting.Charts;

/// <summary>A value of a JSON text, with its place.</summary>
/// <param name="Start">Its first byte.</param>
internal sealed record JsonPlace(int Start)
{
    /// <summary>Of an object; null for anything else.</summary>
    public IReadOnlyDictionary<string, JsonPlace>? Members { get; private init; }

    /// <summary>Of a list; empty for anything else.</summary>
    public IReadOnlyList<JsonPlace> Items { get; private init; } = [];

    /// <summary>Of a string; null for anything else.</summary>
    public string? Text { get; private init; }

    /// <summary>Whether it is <c>true</c>.</summary>
    public bool IsTrue { get; private init; }

    /// <summary>Reads a text.</summary>
    /// <exception cref="JsonException">It is not JSON, or nested deeper than 64 levels.</exception>
    public static JsonPlace Read(ReadOnlySpan<byte> text)
    {
        var mark = text.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var reader = new Utf8JsonReader(text[mark..]);
        reader.Read();
        var root = Read(ref reader, mark);
        return reader.Read() ? throw new JsonException("more than one value") : root;
    }

    /// <summary>The value that a pointer such as <c>#/$defs/values</c> names; null where there is none.</summary>
    public JsonPlace? Find(string pointer)
    {
        if (!pointer.StartsWith('#'))
            return null;
        var place = this;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var key = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (place.Members is null || !place.Members.TryGetValue(key, out place))
                return null;
        }

        return place;
    }

    private static JsonPlace Read(ref Utf8JsonReader reader, int mark)
    {
        var start = mark + (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new Dictionary<string, JsonPlace>(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    members[name] = Read(ref reader, mark);
                }

                return new JsonPlace(start) { Members = members };
            case JsonTokenType.StartArray:
                var items = new List<JsonPlace>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(Read(ref reader, mark));
                return new JsonPlace(start) { Items = items };
            case JsonTokenType.String:
                return new JsonPlace(start) { Text = reader.GetString() };
            default:
                return new JsonPlace(start) { IsTrue = reader.TokenType == JsonTokenType.True };
        }
    }
}
