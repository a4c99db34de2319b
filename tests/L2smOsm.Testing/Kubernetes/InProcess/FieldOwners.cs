using System.Text.Json.Nodes;

namespace L2smOsm.Testing.Kubernetes.InProcess;

/// <summary>
/// Who wrote which fields last: the bookkeeping behind server-side apply. Never changed; a path is the steps of FieldsV1, separated by a character
/// that occurs in no name.
/// </summary>
internal sealed class FieldOwners
{
    private const char Separator = '\u001f';

    private readonly Dictionary<Owner, HashSet<string>> fields;

    private FieldOwners(Dictionary<Owner, HashSet<string>> fields) => this.fields = fields;

    public static FieldOwners None { get; } = new([]);

    private static readonly string[] NobodysFields =
    [
        "f:apiVersion", "f:kind", .. new[] { "name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generateName", "managedFields", "selfLink" }
            .Select(name => $"f:metadata{Separator}f:{name}"),
    ];

    public bool IsSame(FieldOwners other) => fields.Count == other.fields.Count
        && fields.All(pair => other.fields.TryGetValue(pair.Key, out var theirs) && pair.Value.SetEquals(theirs));

    /// <summary>Somebody wrote the whole document: what differs is his now, what is gone is nobody's.</summary>
    public FieldOwners Updated(string manager, string? subresource, JsonObject? before, JsonObject after, FieldPaths paths)
    {
        var old = before is null ? [] : paths.Of(before);
        var now = paths.Of(after);
        var changed = now.Where(pair => !IsNobodys(pair.Key) && !(old.TryGetValue(pair.Key, out var was) && JsonNode.DeepEquals(was, pair.Value))).Select(pair => pair.Key).ToHashSet();
        var next = Copy();
        foreach (var owned in next.Values)
        {
            owned.ExceptWith(changed);
            owned.RemoveWhere(path => !now.ContainsKey(path));
        }
        var owner = new Owner(manager, "Update", subresource);
        if (changed.Count > 0)
        {
            if (next.TryGetValue(owner, out var his)) his.UnionWith(changed);
            else next[owner] = changed;
        }
        return Without(next);
    }

    /// <summary>
    /// Somebody applied fields. Returns the document with them, without those that only he had and left out, and who owns what then.
    /// </summary>
    /// <exception cref="ApiError">409: others own fields that are to become something else, and it is not forced.</exception>
    public (JsonObject Document, FieldOwners Owners) Applied(KindInfo kind, string manager, string? subresource, bool isForced, JsonObject live, JsonObject applied, FieldPaths paths)
    {
        var owner = new Owner(manager, "Apply", subresource);
        var wanted = paths.Of(applied).Where(pair => !IsNobodys(pair.Key)).ToDictionary();
        var present = paths.Of(live);
        var next = Copy();
        var conflicts = new List<(string Manager, string Path)>();
        foreach (var (path, value) in wanted)
        {
            if (present.TryGetValue(path, out var there) && JsonNode.DeepEquals(there, value)) continue;
            foreach (var (other, owned) in next)
                if (other != owner && owned.Contains(path))
                    if (isForced) owned.Remove(path);
                    else conflicts.Add((other.Manager, path));
        }
        if (conflicts.Count > 0)
            throw ApiError.Conflict(kind, live.Name(), $"Apply failed with {conflicts.Count} conflict(s): {string.Join(", ", conflicts.Select(one => $"conflict with \"{one.Manager}\": {Show(one.Path)}"))}");

        var document = live.DeepClone().AsObject();
        if (next.TryGetValue(owner, out var before))
            foreach (var path in before.Where(path => !wanted.ContainsKey(path) && !next.Any(pair => pair.Key != owner && pair.Value.Contains(path))))
                paths.Remove(document, path.Split(Separator));
        paths.Merge(document, applied);
        next[owner] = [.. wanted.Keys];
        return (document, Without(next));
    }

    /// <summary>As <c>metadata.managedFields</c>.</summary>
    public JsonArray ToManagedFields(JsonObject document) =>
    [
        .. fields.OrderBy(pair => pair.Key.Manager, StringComparer.Ordinal).Select(pair =>
        {
            var entry = new JsonObject
            {
                ["manager"] = pair.Key.Manager,
                ["operation"] = pair.Key.Operation,
                ["apiVersion"] = document.Text("apiVersion"),
                ["time"] = document.Meta().Text("creationTimestamp"),
                ["fieldsType"] = "FieldsV1",
                ["fieldsV1"] = Tree(pair.Value),
            };
            if (pair.Key.Subresource is { } subresource) entry["subresource"] = subresource;
            return (JsonNode)entry;
        }),
    ];

    public static string Join(string? parent, string step) => parent is null ? step : $"{parent}{Separator}{step}";

    private static bool IsNobodys(string path) => NobodysFields.Any(field => path == field || path.StartsWith(field + Separator, StringComparison.Ordinal));

    private static JsonObject Tree(IEnumerable<string> paths)
    {
        var root = new JsonObject();
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            var at = root;
            foreach (var step in path.Split(Separator))
            {
                if (at[step] is not JsonObject below) at[step] = below = [];
                at = below;
            }
        }
        return root;
    }

    private static string Show(string path) => "." + string.Join('.', path.Split(Separator).Select(step => step.StartsWith("f:", StringComparison.Ordinal) ? step[2..] : $"[{step[2..]}]"));

    private static FieldOwners Without(Dictionary<Owner, HashSet<string>> next) => new(next.Where(pair => pair.Value.Count > 0).ToDictionary());

    private Dictionary<Owner, HashSet<string>> Copy() => fields.ToDictionary(pair => pair.Key, pair => new HashSet<string>(pair.Value));

    private sealed record Owner(string Manager, string Operation, string? Subresource);
}
