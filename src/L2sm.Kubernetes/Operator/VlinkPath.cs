using System.Text.Json;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Operator;

/// <summary>
/// The way that an L2Network of type vlink asks for in its <c>config</c>, which the operator itself never reads (L2S-M, examples/vlink). Pure.
/// </summary>
/// <param name="Nodes">The nodes that it passes, from end to end; empty for any way.</param>
/// <param name="Warning">What the config asks for and does not get, with the cure; null where it gets all.</param>
public sealed record VlinkPath(IReadOnlyList<string> Nodes, string? Warning)
{
    /// <summary>The type of L2Networks that have a way.</summary>
    public const string VlinkType = "vlink";

    /// <summary>Most nodes on a way.</summary>
    public const int MaxLength = 256;

    /// <summary>No way is asked for.</summary>
    public static VlinkPath AnyWay { get; } = new([], null);

    private const string Parameters = "overlay-parameters";
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 8 };

    /// <summary>
    /// Reads it. <c>overlay-parameters</c> has <c>path</c> and perhaps <c>reverse-path</c>, or a list <c>overlay-paths</c> of these two. Each names
    /// its ends (<c>FromEndpoint</c>, <c>ToEndpoint</c>) and either the nodes between (<c>path</c>) or the links, as <c>node1-node2</c> (<c>links</c>).
    /// </summary>
    public static VlinkPath Of(L2NetworkSpec spec)
    {
        if (spec.Type != VlinkType || string.IsNullOrWhiteSpace(spec.Config)) return AnyWay;
        try
        {
            using var document = JsonDocument.Parse(spec.Config, Limits);
            return Of(document.RootElement);
        }
        catch (JsonException e)
        {
            return Unheld($"it is no JSON: {e.Message}");
        }
    }

    private static VlinkPath Of(JsonElement config)
    {
        if (FieldOf(config, Parameters) is not { ValueKind: JsonValueKind.Object } parameters) return Unheld($"it has no mapping '{Parameters}'");
        var (there, back) = FieldOf(parameters, "overlay-paths") is { ValueKind: JsonValueKind.Array } list
            ? (list.EnumerateArray().Cast<JsonElement?>().FirstOrDefault(), list.EnumerateArray().Cast<JsonElement?>().ElementAtOrDefault(1))
            : (FieldOf(parameters, "path"), FieldOf(parameters, "reverse-path"));
        if (there is not { } way) return Unheld($"'{Parameters}' has neither 'path' nor 'overlay-paths'");
        if (!TryReadWay(way, out var nodes, out var fault)) return Unheld(fault);
        if (back is not { } other) return new VlinkPath(nodes, null);
        if (!TryReadWay(other, out var reverse, out fault)) return new VlinkPath(nodes, $"the way back of its config cannot be read, {fault}: frames take {Show(nodes)} both ways");
        return new VlinkPath(
            nodes,
            reverse.SequenceEqual(nodes.Reverse()) ? null : $"its config asks for another way back, {Show(reverse)}: a network has one way here, and frames take {Show(nodes)} both ways");
    }

    private static bool TryReadWay(JsonElement way, out IReadOnlyList<string> nodes, out string fault)
    {
        nodes = [];
        if (way.ValueKind != JsonValueKind.Object || TextOf(way, "FromEndpoint") is not { } from || TextOf(way, "ToEndpoint") is not { } to)
        {
            fault = "a path has to name its ends, FromEndpoint and ToEndpoint";
            return false;
        }
        List<string>? found = null;
        if (TextsOf(way, "path") is { } between)
        {
            found = [.. between];
            if (found.FirstOrDefault() != from) found.Insert(0, from);
            if (found[^1] != to) found.Add(to);
            fault = "";
        }
        else if (TextsOf(way, "links") is { Length: > 0 } links) found = Follow(links, from, to, out fault);
        else fault = "a path has to name the nodes between its ends ('path') or its links ('links')";
        if (found is null) return false;
        if (found.Count > MaxLength) fault = $"it passes {found.Count} nodes, and {MaxLength} are allowed";
        else if (found.GroupBy(node => node, StringComparer.Ordinal).FirstOrDefault(node => node.Count() > 1) is { } twice) fault = $"it passes {twice.Key} twice";
        if (fault.Length > 0) return false;
        nodes = found;
        return true;
    }

    // The links of an Overlay have no names, so that one can only be named by its ends.
    private static List<string>? Follow(string[] links, string from, string to, out string fault)
    {
        List<string> nodes = [from];
        foreach (var link in links)
        {
            var (at, next) = (nodes[^1], "");
            var ends = link.StartsWith("link-", StringComparison.Ordinal) && !link.StartsWith($"{at}-", StringComparison.Ordinal) ? link["link-".Length..] : link;
            if (ends.StartsWith($"{at}-", StringComparison.Ordinal)) next = ends[(at.Length + 1)..];
            else if (ends.EndsWith($"-{at}", StringComparison.Ordinal)) next = ends[..^(at.Length + 1)];
            if (next.Length == 0)
            {
                fault = $"'{link}' is no link of node {at}: the links of an Overlay have no names, so write it as {at}-NODE, or name the nodes on the way in 'path'";
                return null;
            }
            nodes.Add(next);
        }
        fault = nodes[^1] == to ? "" : $"its links end at {nodes[^1]}, not at {to}";
        return nodes;
    }

    private static VlinkPath Unheld(string fault) => new([], $"its config is not followed, {fault}. Until it is mended, frames take the shortest way");

    private static string Show(IEnumerable<string> nodes) => string.Join(" - ", nodes);

    // The examples write FromEndpoint and fromEndpoint.
    private static JsonElement? FieldOf(JsonElement mapping, string name)
    {
        if (mapping.ValueKind != JsonValueKind.Object) return null;
        foreach (var field in mapping.EnumerateObject())
            if (string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase)) return field.Value;
        return null;
    }

    private static string? TextOf(JsonElement mapping, string name) =>
        FieldOf(mapping, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    private static string[]? TextsOf(JsonElement mapping, string name) =>
        FieldOf(mapping, name) is { ValueKind: JsonValueKind.Array } list && list.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String && one.GetString()!.Length > 0)
            ? [.. list.EnumerateArray().Select(one => one.GetString()!)]
            : null;
}
