using System.Text.Json;
using System.Text.RegularExpressions;

namespace Osm.Descriptors.Tests.Cli;

/// <summary>The part of JSON Schema that our own schemas use; what a schema does not describe is an error here.</summary>
internal static class JsonSchema
{
    private static readonly string[] Known =
        ["$schema", "$defs", "$ref", "title", "description", "type", "required", "properties", "items", "enum", "minimum", "pattern", "additionalProperties"];

    public static IReadOnlyList<string> Violations(string schema, string document)
    {
        using var schemaJson = JsonDocument.Parse(schema);
        using var json = JsonDocument.Parse(document);
        var violations = new List<string>();
        Check(schemaJson.RootElement, schemaJson.RootElement, json.RootElement, "$", violations);
        return violations;
    }

    private static void Check(JsonElement root, JsonElement schema, JsonElement value, string path, List<string> violations)
    {
        schema.EnumerateObject().Select(keyword => keyword.Name).Except(Known).ShouldBeEmpty("the check does not know these keywords");
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var name = reference.GetString()!["#/$defs/".Length..];
            Check(root, root.GetProperty("$defs").GetProperty(name), value, path, violations);
            return;
        }

        var type = schema.GetProperty("type").GetString();
        if (!HasType(value, type!))
        {
            violations.Add($"{path} is {value.ValueKind}, not {type}");
            return;
        }

        if (schema.TryGetProperty("enum", out var allowed) && allowed.EnumerateArray().All(one => one.GetString() != value.GetString()))
            violations.Add($"{path} is '{value}'");
        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value.GetString()!, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)))
            violations.Add($"{path} '{value}' does not match {pattern}");
        if (schema.TryGetProperty("minimum", out var minimum) && value.GetInt64() < minimum.GetInt64())
            violations.Add($"{path} is {value}");
        if (type == "object")
            CheckObject(root, schema, value, path, violations);
        if (type == "array")
        {
            foreach (var (index, item) in value.EnumerateArray().Index())
                Check(root, schema.GetProperty("items"), item, $"{path}[{index}]", violations);
        }
    }

    private static void CheckObject(JsonElement root, JsonElement schema, JsonElement value, string path, List<string> violations)
    {
        // Described elsewhere.
        if (schema.TryGetProperty("additionalProperties", out var open) && open.GetBoolean())
            return;
        foreach (var name in schema.GetProperty("required").EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)))
            violations.Add($"{path} has no {name}");
        foreach (var property in value.EnumerateObject())
        {
            if (schema.GetProperty("properties").TryGetProperty(property.Name, out var inner))
                Check(root, inner, property.Value, $"{path}.{property.Name}", violations);
            else
                violations.Add($"{path}.{property.Name} is not described");
        }
    }

    private static bool HasType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new ArgumentException($"the check does not know the type {type}"),
    };
}
