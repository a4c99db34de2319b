using Osm.Descriptors.Model;
using Osm.Descriptors.Model.Schema;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Elements of a list that have the same key: NBI refuses some (its check 1), OSM's model merges the others.</summary>
internal static class ModelUniqueness
{
    public static void Check(YamlSequence list, SchemaNode node, FindingList findings)
    {
        if (list.Items.Length < 2)
            return;
        var identifier = node.IsReachedThroughLists ? IdentifierForNbi(list) : null;
        if (identifier is not null)
            Repeated(list, [identifier], node, findings, RuleCatalogue.DuplicateId, "give it a name of its own: OSM refuses the descriptor");
        if (node.Keys is [var only] && only == identifier)
            return;
        if (node.Path == "/k8s-cluster/nets")
            Repeated(list, node.Keys, node, findings, RuleCatalogue.DuplicateNet, FewerNets);
        else
            Repeated(list, node.Keys, node, findings, RuleCatalogue.MergedElements, "give it another key, or join the two: OSM merges them without a word");
    }

    private const string FewerNets = "remove one: OSM merges them, and the VNF then asks for fewer nets than it has connection points for";

    /// <summary>Values that stand twice in a list of values.</summary>
    public static void CheckValues(YamlSequence list, SchemaNode node, FindingList findings)
    {
        if (list.Items.Length < 2)
            return;
        var first = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (item is YamlScalar { IsNull: false } scalar && !first.TryAdd(scalar.Value, scalar.Position))
            {
                findings.Add(
                    RuleCatalogue.MergedElements, scalar.Position,
                    $"{node.Name} has '{scalar.Value}' again; the first is in line {first[scalar.Value].Line}", "remove one",
                    related: new RelatedPlace(first[scalar.Value], $"the first '{scalar.Value}'"));
            }
        }
    }

    // As NBI: whatever the first element has.
    private static string? IdentifierForNbi(YamlSequence list) =>
        list.Items[0] is not YamlMapping first ? null
        : first.Text("id") is { Value.Length: > 0 } ? "id"
        : first.Text("name") is { Value.Length: > 0 } ? "name"
        : null;

    private static void Repeated(YamlSequence list, string[] keys, SchemaNode node, FindingList findings, Rule rule, string cure)
    {
        if (keys.Length == 0)
            return;
        var first = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (item is not YamlMapping element || Identity(element, keys) is not { } identity)
                continue;
            if (first.TryAdd(identity.Text, identity.Position))
                continue;
            var earlier = first[identity.Text];
            findings.Add(
                rule, identity.Position, $"{node.Name} has '{identity.Text}' again; the first is in line {earlier.Line}", cure,
                related: new RelatedPlace(earlier, $"the first '{identity.Text}'"));
        }
    }

    private static (string Text, SourcePosition Position)? Identity(YamlMapping element, string[] keys)
    {
        var parts = new string[keys.Length];
        SourcePosition? place = null;
        for (var index = 0; index < keys.Length; index++)
        {
            if (element.Text(keys[index]) is not { } part)
                return null;
            parts[index] = part.Value;
            place ??= part.Position;
        }

        return place is { } position ? (string.Join(" / ", parts), position) : null;
    }
}
