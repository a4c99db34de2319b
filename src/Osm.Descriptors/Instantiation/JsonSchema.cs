using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Osm.Descriptors.Validation.Checks;

namespace Osm.Descriptors.Instantiation;

/// <summary>Checks JSON against a schema: the part of JSON Schema that NBI uses. An unknown keyword in a schema is its author's error.</summary>
/// <param name="root">The schema, with what it refers to in <c>$defs</c>.</param>
internal sealed class JsonSchema(JsonObject root)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>What the schema does not allow in a value.</summary>
    public ImmutableArray<SchemaFault> Check(JsonNode? value) => Check(value, root);

    /// <summary>What one of its definitions does not allow in a value.</summary>
    public ImmutableArray<SchemaFault> Check(JsonNode? value, string definition) => Check(value, Definition(definition));

    private ImmutableArray<SchemaFault> Check(JsonNode? value, JsonObject schema)
    {
        var faults = ImmutableArray.CreateBuilder<SchemaFault>();
        Check(value, schema, "", faults);
        return faults.ToImmutable();
    }

    private JsonObject Definition(string name) => root["$defs"]![name]!.AsObject();

    private void Check(JsonNode? value, JsonObject schema, string pointer, ImmutableArray<SchemaFault>.Builder faults)
    {
        foreach (var (keyword, wanted) in schema)
        {
            if (keyword is "$schema" or "$defs" or "title" or "description" or "properties" or "additionalProperties" or "items")
                continue;
            if (keyword == "$ref")
                Check(value, Definition(wanted!.GetValue<string>()["#/$defs/".Length..]), pointer, faults);
            else if (FaultOf(value, keyword, wanted!) is { } message)
                faults.Add(new SchemaFault(pointer, message));
        }

        if (value is JsonObject mapping)
            CheckProperties(mapping, schema, pointer, faults);
        if (value is JsonArray list && schema["items"] is JsonObject item)
        {
            for (var index = 0; index < list.Count; index++)
                Check(list[index], item, $"{pointer}/{index}", faults);
        }
    }

    private void CheckProperties(JsonObject mapping, JsonObject schema, string pointer, ImmutableArray<SchemaFault>.Builder faults)
    {
        var properties = schema["properties"] as JsonObject;
        foreach (var (key, value) in mapping)
        {
            if (properties?[key] is JsonObject known)
                Check(value, known, $"{pointer}/{key}", faults);
            else if (schema["additionalProperties"] is JsonValue open && !open.GetValue<bool>())
                faults.Add(new SchemaFault($"{pointer}/{key}", $"the key is unknown there; known are {string.Join(", ", (properties ?? []).Select(one => one.Key))}"));
        }
    }

    private string? FaultOf(JsonNode? value, string keyword, JsonNode wanted) => keyword switch
    {
        "type" => Types(wanted).Any(type => IsOfType(value, type)) ? null : $"it is no {string.Join(" or ", Types(wanted))}",
        "enum" => wanted.AsArray().Any(one => JsonNode.DeepEquals(one, value)) ? null : $"it is none of {string.Join(", ", wanted.AsArray().Select(one => one?.ToString()))}",
        "oneOf" => wanted.AsArray().Any(one => Check(value, one!.AsObject()).IsEmpty) ? null : $"it is no {string.Join(" and no ", wanted.AsArray().Select(one => NameOf(one!)))}",
        "required" => wanted.AsArray().Select(one => one!.GetValue<string>()).FirstOrDefault(key => value is JsonObject mapping && !mapping.ContainsKey(key)) is { } missing
            ? $"it has no '{missing}'" : null,
        "minProperties" => value is JsonObject few && few.Count < wanted.GetValue<int>() ? $"it has fewer than {wanted} keys" : null,
        "minItems" => value is JsonArray list && list.Count < wanted.GetValue<int>() ? $"it has fewer than {wanted} elements" : null,
        "maxItems" => value is JsonArray many && many.Count > wanted.GetValue<int>() ? $"it has more than {wanted} elements" : null,
        "minimum" => value is JsonValue low && low.TryGetValue<long>(out var least) && least < wanted.GetValue<long>() ? $"{least} is less than {wanted}" : null,
        "maximum" => value is JsonValue high && high.TryGetValue<long>(out var most) && most > wanted.GetValue<long>() ? $"{most} is more than {wanted}" : null,
        "minLength" => Text(value) is { } text && Length(text) < wanted.GetValue<int>() ? "it is empty" : null,
        "maxLength" => Text(value) is { } text && Length(text) > wanted.GetValue<int>() ? $"it has {Length(text)} characters, and {wanted} are allowed" : null,
        "pattern" => Text(value) is { } text && !Regex.IsMatch(text, wanted.GetValue<string>(), RegexOptions.NonBacktracking, Patience) ? $"'{text}' has a character that is not allowed, or is none of its kind" : null,
        "format" => Text(value) is { } text && !HasFormat(text, wanted.GetValue<string>()) ? $"'{text}' is no {wanted}" : null,
        _ => throw new InvalidOperationException($"the schema has the keyword '{keyword}', which is not known here"),
    };

    private static IEnumerable<string> Types(JsonNode wanted) => wanted is JsonArray several ? several.Select(one => one!.GetValue<string>()) : [wanted.GetValue<string>()];

    private static bool IsOfType(JsonNode? value, string type) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("null", JsonValueKind.Null) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String)
            or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => value!.AsValue().TryGetValue<long>(out _),
        _ => false,
    };

    private static string NameOf(JsonNode schema) => (schema["$ref"]?.GetValue<string>().Split('/')[^1] ?? schema["type"]?.ToString() ?? schema["format"]?.ToString())!;

    private static string? Text(JsonNode? value) => value is JsonValue scalar && scalar.TryGetValue<string>(out var text) ? text : null;

    // Python counts code points.
    private static int Length(string text) => text.EnumerateRunes().Count();

    private static bool HasFormat(string text, string format) => format switch
    {
        "ipv4" => ModelValues.ParseAddress(text) is { AddressFamily: AddressFamily.InterNetwork },
        "ipv6" => ModelValues.ParseAddress(text) is { AddressFamily: AddressFamily.InterNetworkV6 },
        "ipv4-prefix" => Subnet.TryParse(text) is { IsV6: false, PrefixLength: <= 30 },
        _ => throw new InvalidOperationException($"the schema has the format '{format}', which is not known here"),
    };
}

/// <summary>What a schema does not allow.</summary>
/// <param name="Pointer">Where, as a JSON pointer without escapes.</param>
/// <param name="Message">What.</param>
public sealed record SchemaFault(string Pointer, string Message);
