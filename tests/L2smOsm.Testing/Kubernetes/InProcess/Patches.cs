using System.Text.Json.Nodes;

namespace L2smOsm.Testing.Kubernetes.InProcess;

/// <summary>Merge patches (RFC 7396) and JSON patches (RFC 6902).</summary>
internal static class Patches
{
    public static JsonObject Merge(JsonObject into, JsonObject patch)
    {
        foreach (var (name, value) in patch)
            switch (value)
            {
                case null: into.Remove(name); break;
                case JsonObject map: into[name] = Merge(into[name] as JsonObject is { } there ? there.DeepClone().AsObject() : [], map); break;
                default: into[name] = value.DeepClone(); break;
            }
        return into;
    }

    /// <exception cref="ApiError">422: a step does not fit.</exception>
    public static JsonObject Steps(JsonObject into, JsonArray steps)
    {
        foreach (var step in steps)
        {
            var (operation, path) = (step!["op"]!.GetValue<string>(), step["path"]!.GetValue<string>());
            var names = path.Split('/').Skip(1).Select(name => name.Replace("~1", "/").Replace("~0", "~")).ToArray();
            var parent = names[..^1].Aggregate((JsonNode?)into, Below) ?? throw Refused($"{operation} operation does not apply: doc is missing path: {path}");
            Do(operation, parent, names[^1], step["value"], path);
        }
        return into;
    }

    private static void Do(string operation, JsonNode parent, string name, JsonNode? value, string path)
    {
        var there = Below(parent, name);
        if (operation is "remove" or "replace" or "test" && there is null) throw Refused($"{operation} operation does not apply: doc is missing path: {path}");
        switch (operation, parent)
        {
            case ("test", _):
                if (!JsonNode.DeepEquals(there, value)) throw Refused($"testing value {path} failed");
                break;
            case ("remove", JsonObject map): map.Remove(name); break;
            case ("remove", JsonArray list): list.RemoveAt(Index(name)); break;
            case ("add" or "replace", JsonObject map): map[name] = value?.DeepClone(); break;
            case ("add", JsonArray list): list.Insert(name == "-" ? list.Count : Index(name), value?.DeepClone()); break;
            case ("replace", JsonArray list): list[Index(name)] = value?.DeepClone(); break;
            default: throw Refused($"unexpected operation {operation}");
        }
    }

    private static JsonNode? Below(JsonNode? at, string name) => at switch
    {
        JsonObject map => map[name],
        JsonArray list when int.TryParse(name, out var index) && index < list.Count => list[index],
        _ => null,
    };

    private static int Index(string name) => int.TryParse(name, out var index) ? index : throw Refused($"{name} is no index");

    private static ApiError Refused(string why) => new(422, "Invalid", $"the server rejected our request due to an error in our request: {why}");
}
