using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Osm.Descriptors.Instantiation;

/// <summary>Writes JSON as YAML that reads the same in YAML 1.1 (OSM's parser) and 1.2: what is not plainly a word stands in double quotes.</summary>
public static class YamlText
{
    private static readonly SearchValues<char> Harmless = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./");

    // What some parser takes for a boolean or a null.
    private static readonly string[] Words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

    /// <summary>A document that ends with a line break.</summary>
    public static string Of(JsonNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var text = new StringBuilder();
        WriteBlock(text, node, 0, isInList: false);
        return text.ToString();
    }

    private static void WriteBlock(StringBuilder text, JsonNode? node, int indent, bool isInList)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } mapping:
                var isFirst = isInList;
                foreach (var (key, value) in mapping)
                {
                    text.Append(' ', isFirst ? 0 : indent).Append(Scalar(key)).Append(':');
                    isFirst = false;
                    // A list may stand as far left as its key.
                    WriteValue(text, value, value is JsonArray ? indent : indent + 2);
                }

                break;
            case JsonArray { Count: > 0 } list:
                foreach (var (index, item) in list.Index())
                {
                    text.Append(' ', isInList && index == 0 ? 0 : indent).Append("- ");
                    WriteBlock(text, item, indent + 2, isInList: true);
                }

                break;
            default:
                text.Append(Leaf(node)).Append('\n');
                break;
        }
    }

    private static void WriteValue(StringBuilder text, JsonNode? value, int indent)
    {
        if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            text.Append('\n');
            WriteBlock(text, value, indent, isInList: false);
        }
        else if (value is JsonValue scalar && scalar.TryGetValue<string>(out var lines) && IsBlock(lines))
        {
            text.Append(" |-\n");
            foreach (var line in lines.Split('\n'))
                text.Append(' ', line.Length == 0 ? 0 : indent).Append(line).Append('\n');
        }
        else
        {
            text.Append(' ').Append(Leaf(value)).Append('\n');
        }
    }

    private static bool IsBlock(string text) =>
        text.Contains('\n') && text[0] is not (' ' or '\n' or '\t') && text[^1] is not (' ' or '\n') && text.All(character => character is '\n' or (>= ' ' and <= '~'));

    private static string Leaf(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        JsonValue value when value.TryGetValue<string>(out var text) => Scalar(text),
        _ => node.ToJsonString(),
    };

    private static string Scalar(string text) => IsWord(text) ? text : $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static bool IsWord(string text) =>
        text.Length > 0 && (char.IsAsciiLetter(text[0]) || (text[0] == '_' && text.Length > 1)) && !text.AsSpan().ContainsAnyExcept(Harmless)
        && !Words.Contains(text.ToLower(CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
