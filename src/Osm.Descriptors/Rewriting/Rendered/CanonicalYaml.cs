using System.Globalization;
using System.Numerics;
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
                text.Append(ValueOf(scalar));
                break;
        }
    }

    // As Go's YAML reads it: with or without quotes a text is the same text, and 0644 is 420. It knows no dates and no parts of an hour.
    private static string ValueOf(YamlScalar scalar)
    {
        var value = scalar.Value;
        if (ScalarValue.IsText(scalar) || value.Contains(':', StringComparison.Ordinal) || value.IndexOf('-', 1) is > 0 && !value.Contains('e', StringComparison.OrdinalIgnoreCase))
            return Quoted(value);
        if (!char.IsAsciiDigit(value[^1]) && ScalarValue.AsBoolean(scalar) is { } flag)
            return flag ? "true" : "false";
        var digits = value.TrimStart('+').Replace("_", "", StringComparison.Ordinal);
        if (digits.Length > 1 && digits[0] == '0' && digits.All(digit => digit is >= '0' and <= '7'))
            return digits.Aggregate(BigInteger.Zero, (sum, digit) => (sum * 8) + (digit - '0')).ToString(CultureInfo.InvariantCulture);
        if (digits.StartsWith("0x", StringComparison.Ordinal) && BigInteger.TryParse("0" + digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex))
            return hex.ToString(CultureInfo.InvariantCulture);
        if (BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole.ToString(CultureInfo.InvariantCulture);
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString("R", CultureInfo.InvariantCulture) : value;
    }

    private static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
