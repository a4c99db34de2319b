using System.Text.Json;
using System.Text.Json.Nodes;

namespace L2smOsm.Testing.Kubernetes.InProcess;

/// <summary>What a CustomResourceDefinition's schema does to a resource: unknown fields are taken out, defaults put in, the rest is checked.</summary>
internal static class Schema
{
    /// <exception cref="ApiError">422: it does not fit.</exception>
    public static void Enforce(KindInfo kind, JsonObject document)
    {
        if (kind.Schema is not { } schema) return;
        var errors = new List<string>();
        Enforce(document, schema, "", errors);
        if (errors.Count > 0) throw ApiError.Invalid(kind, document.Name(), errors.Count == 1 ? errors[0] : $"[{string.Join(", ", errors)}]");
    }

    private static void Enforce(JsonNode? at, JsonNode schema, string path, List<string> errors)
    {
        var type = schema["type"]?.GetValue<string>();
        if (type is not null && !Fits(at, type, schema))
        {
            errors.Add($"{path}: Invalid value: \"{at?.GetValueKind().ToString().ToLowerInvariant() ?? "null"}\": {path} in body must be of type {type}");
            return;
        }
        if (schema["enum"] is JsonArray allowed && !allowed.Any(one => JsonNode.DeepEquals(one, at)))
            errors.Add($"{path}: Unsupported value: {at?.ToJsonString()}: supported values: {string.Join(", ", allowed.Select(one => one?.ToJsonString()))}");
        if (schema["minLength"] is { } shortest && at is JsonValue text && text.TryGetValue<string>(out var characters) && characters.Length < shortest.GetValue<int>())
            errors.Add($"{path}: Invalid value: {at.ToJsonString()}: {path} in body should be at least {shortest} chars long");
        if (schema["minItems"] is { } fewest && at is JsonArray items && items.Count < fewest.GetValue<int>())
            errors.Add($"{path}: Invalid value: {items.Count}: {path} in body should have at least {fewest} items");
        switch (at)
        {
            case JsonObject map: EnforceMap(map, schema, path, errors); break;
            case JsonArray list when schema["items"] is { } entry:
                for (var i = 0; i < list.Count; i++) Enforce(list[i], entry, $"{path}[{i}]", errors);
                break;
        }
    }

    private static void EnforceMap(JsonObject map, JsonNode schema, string path, List<string> errors)
    {
        var properties = schema["properties"] as JsonObject;
        foreach (var (name, below) in properties ?? [])
            if (!map.ContainsKey(name) && below!["default"] is { } fallback) map[name] = fallback.DeepClone();
        foreach (var required in schema["required"] as JsonArray ?? [])
            if (!map.ContainsKey(required!.GetValue<string>())) errors.Add($"{Join(path, required.GetValue<string>())}: Required value");
        var keepsUnknown = schema["x-kubernetes-preserve-unknown-fields"]?.GetValue<bool>() == true || path.Length == 0 && properties is null;
        foreach (var name in map.Select(pair => pair.Key).ToArray())
        {
            if (path.Length == 0 && name is "apiVersion" or "kind" or "metadata") continue;
            if (properties?[name] is { } known)
            {
                if (map[name] is null && known["nullable"]?.GetValue<bool>() != true) map.Remove(name);
                else Enforce(map[name], known, Join(path, name), errors);
            }
            else if (schema["additionalProperties"] is JsonObject any) Enforce(map[name], any, Join(path, name), errors);
            else if (!keepsUnknown) map.Remove(name);
        }
    }

    private static bool Fits(JsonNode? at, string type, JsonNode schema) => (type, at?.GetValueKind()) switch
    {
        (_, null) => schema["nullable"]?.GetValue<bool>() == true,
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => at!.AsValue().TryGetValue<long>(out _) || at.AsValue().TryGetValue<int>(out _),
        _ => false,
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
