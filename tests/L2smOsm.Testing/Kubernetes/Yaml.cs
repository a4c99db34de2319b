using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace L2smOsm.Testing.Kubernetes;

/// <summary>YAML as JSON, as Kubernetes reads it.</summary>
public static class Yaml
{
    /// <summary>The documents of a text; of a list, what is in it.</summary>
    public static IReadOnlyList<JsonObject> Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => ToJson(document.RootNode)!.AsObject()).SelectMany(Items)];
    }

    private static IEnumerable<JsonObject> Items(JsonObject document) => document["kind"]?.GetValue<string>() == "List"
        ? document["items"]!.AsArray().Select(item => item!.AsObject())
        : [document];

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, ToJson(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var value } => Plain(value ?? ""),
        YamlScalarNode scalar => scalar.Value,
        _ => throw new FormatException($"{node.Start}: {node.NodeType}"),
    };

    private static JsonNode? Plain(string value) => value switch
    {
        "" or "null" or "~" => null,
        "true" => true,
        "false" => false,
        _ when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && char.IsAsciiDigit(value[0]) => number,
        _ => value,
    };
}
