using System.Globalization;
using System.Text.Json.Nodes;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Instantiation;

/// <summary>Takes YAML for the JSON that OSM's client would send of it.</summary>
public static class YamlJson
{
    /// <summary>A node as JSON.</summary>
    public static JsonNode? Of(YamlNode node) => node switch
    {
        YamlMapping mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key.Value, Of(entry.Value)))),
        YamlSequence list => new JsonArray([.. list.Items.Select(Of)]),
        YamlScalar { IsNull: true } => null,
        YamlScalar { IsPlain: true } scalar when long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        YamlScalar { IsPlain: true } scalar when !ScalarValue.IsText(scalar) && double.TryParse(scalar.Value, CultureInfo.InvariantCulture, out var fraction) => JsonValue.Create(fraction),
        YamlScalar { IsPlain: true } scalar when ScalarValue.AsBoolean(scalar) is { } flag => JsonValue.Create(flag),
        YamlScalar scalar => JsonValue.Create(scalar.Value),
        _ => null,
    };
}
