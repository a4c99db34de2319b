using System.Text.Json.Nodes;

namespace L2smOsm.Testing.Kubernetes.InProcess;

/// <summary>
/// The fields of a document as the server tells them apart: maps have a field a key, some lists have an entry a key or a value, all other lists are
/// one field.
/// </summary>
internal sealed class FieldPaths(KindInfo kind)
{
    /// <summary>Lists of the built-in kinds with a key an entry, as far as tests touch them.</summary>
    private static readonly Dictionary<string, string> Keys = new()
    {
        ["conditions"] = "type", ["containers"] = "name", ["initContainers"] = "name", ["volumes"] = "name", ["env"] = "name", ["ownerReferences"] = "uid", ["addresses"] = "type",
    };

    /// <summary>Each field with its value.</summary>
    public Dictionary<string, JsonNode?> Of(JsonObject document)
    {
        var found = new Dictionary<string, JsonNode?>();
        Walk(document, null, [], found);
        return found;
    }

    /// <summary>Puts the fields of another document into this one.</summary>
    public void Merge(JsonObject into, JsonObject from) => Merge(into, from, []);

    /// <summary>Takes a field out, and what is empty then around it.</summary>
    public void Remove(JsonNode at, ReadOnlySpan<string> steps)
    {
        var step = steps[0];
        switch (at)
        {
            case JsonObject map when step.StartsWith("f:", StringComparison.Ordinal):
                var name = step[2..];
                if (steps.Length == 1) map.Remove(name);
                else if (map[name] is { } below)
                {
                    Remove(below, steps[1..]);
                    if (below is JsonObject { Count: 0 } or JsonArray { Count: 0 }) map.Remove(name);
                }
                break;
            case JsonArray list when list.FirstOrDefault(entry => StepOf(entry, step) == step) is { } entry:
                if (steps.Length > 1) Remove(entry, steps[1..]);
                // An entry goes with the last field but its key.
                if (steps.Length == 1 || entry is JsonObject { Count: <= 1 }) list.Remove(entry);
                break;
        }
    }

    private void Walk(JsonNode? at, string? path, string[] names, Dictionary<string, JsonNode?> found)
    {
        switch (at)
        {
            case JsonObject { Count: > 0 } map:
                foreach (var (name, value) in map) Walk(value, FieldOwners.Join(path, "f:" + name), [.. names, name], found);
                break;
            case JsonArray list when KeyOf(names) is { } key:
                foreach (var entry in list)
                    if (key.Length == 0) found[FieldOwners.Join(path, Value(entry))] = entry;
                    else Walk(entry, FieldOwners.Join(path, Key(entry, key)), [.. names, "[]"], found);
                break;
            default:
                if (path is not null) found[path] = at;
                break;
        }
    }

    private void Merge(JsonObject into, JsonObject from, string[] names)
    {
        foreach (var (name, value) in from)
        {
            string[] here = [.. names, name];
            switch (value)
            {
                case JsonObject map when into[name] is JsonObject there: Merge(there, map, here); break;
                case JsonArray list when KeyOf(here) is { } key && into[name] is JsonArray there: Merge(there, list, key, here); break;
                case null: into.Remove(name); break;
                default: into[name] = value.DeepClone(); break;
            }
        }
    }

    private void Merge(JsonArray into, JsonArray from, string key, string[] names)
    {
        foreach (var entry in from)
        {
            var there = into.FirstOrDefault(other => key.Length == 0 ? JsonNode.DeepEquals(other, entry) : JsonNode.DeepEquals(other![key], entry![key]));
            if (there is null) into.Add(entry!.DeepClone());
            else if (there is JsonObject map) Merge(map, entry!.AsObject(), [.. names, "[]"]);
        }
    }

    /// <summary>The key of a list's entries; empty for a set of values; null for a list that is one field.</summary>
    private string? KeyOf(string[] names)
    {
        if (names is ["metadata", "finalizers"]) return "";
        if (names is ["metadata", ..] || !kind.IsCustom) return Keys.GetValueOrDefault(names[^1]);
        var schema = names.Aggregate((JsonNode?)kind.Schema, (at, name) => name == "[]" ? at?["items"] : at?["properties"]?[name] ?? at?["additionalProperties"]);
        return schema?["x-kubernetes-list-type"]?.GetValue<string>() switch
        {
            "set" => "",
            "map" => schema["x-kubernetes-list-map-keys"]!.AsArray()[0]!.GetValue<string>(),
            _ => null,
        };
    }

    private static string StepOf(JsonNode? entry, string like)
    {
        if (like.StartsWith("v:", StringComparison.Ordinal)) return Value(entry);
        var key = JsonNode.Parse(like[2..])!.AsObject().First().Key;
        return Key(entry, key);
    }

    private static string Value(JsonNode? entry) => "v:" + entry!.ToJsonString();

    private static string Key(JsonNode? entry, string key) => "k:" + new JsonObject { [key] = entry![key]?.DeepClone() }.ToJsonString();
}
