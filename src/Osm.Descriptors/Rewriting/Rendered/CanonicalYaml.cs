using System.Text;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Rewriting.Rendered;

/// <summary>A text of a YAML document that is the same for equal documents, however they are written.</summary>
internal static class CanonicalYaml
{
    /// <summary>The text, without some labels and annotations; what is empty then is left out too.</summary>
    public static string Of(YamlNode node, Func<string, bool> isLeftOut)
    {
        var text = new StringBuilder();
        Write(node, "", isLeftOut, text);
        return text.ToString();
    }

    private static void Write(YamlNode node, string key, Func<string, bool> isLeftOut, StringBuilder text)
    {
        switch (node)
        {
            case YamlMapping mapping:
                text.Append('{');
                foreach (var entry in mapping.Entries.OrderBy(entry => entry.Key.Value, StringComparer.Ordinal))
                {
                    var name = entry.Key.Value;
                    if (key is "labels" or "annotations" && isLeftOut(name))
                        continue;
                    var start = text.Length;
                    text.Append(Quoted(name)).Append(':');
                    var value = text.Length;
                    Write(entry.Value, name, isLeftOut, text);
                    // A map that came with our keys, or was null before.
                    if (name is "labels" or "annotations" or "metadata" && text.ToString(value, text.Length - value) is "{}" or "null")
                        text.Length = start;
                    else
                        text.Append(',');
                }

                text.Append('}');
                break;
            case YamlSequence sequence:
                text.Append('[');
                foreach (var item in sequence.Items)
                {
                    Write(item, "", isLeftOut, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case YamlScalar { IsNull: true }:
                text.Append("null");
                break;
            case YamlScalar scalar:
                text.Append(scalar.IsPlain ? scalar.Value : Quoted(scalar.Value));
                break;
        }
    }

    private static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
