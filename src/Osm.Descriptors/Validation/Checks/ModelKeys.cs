using Osm.Descriptors.Model;
using Osm.Descriptors.Model.Schema;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Keys that the model does not have, and keys that it needs to tell the elements of a list apart.</summary>
internal static class ModelKeys
{
    private const int MostListed = 12;

    public static void ReportUnknown(SourceText source, YamlMapping mapping, YamlScalar key, SchemaNode node, FindingList findings)
    {
        var place = node.Parent is null ? "the descriptor" : $"'{node.Name}'";
        if (ForeignKeys.CureOf(node.Path, key.Value) is { } elsewhere)
        {
            findings.Add(
                RuleCatalogue.ForeignKey, key.Position,
                $"'{key.Value}' does not belong into {place} of a SOL006 descriptor", elsewhere);
            return;
        }

        var meant = Nearest.Of(key.Value, node.Children.Select(child => child.Name).Where(name => !mapping.TryGet(name, out _)));
        findings.Add(
            RuleCatalogue.UnknownKey, key.Position, $"{place} has no key '{key.Value}'",
            meant is null ? Listed(node) : $"did you mean '{meant}'?",
            // Only the spelling differs: nothing else can be meant.
            fix: meant is not null && Nearest.IsSpelling(key.Value, meant)
                ? Fix.Replace(source, new Located<string>(key.Value, key.Position, key.Span), meant, $"write '{meant}'")
                : null);
    }

    /// <summary>OSM answers the absence of a key with nothing but the key's name.</summary>
    public static void ReportMissing(YamlMapping element, string key, string what, FindingList findings) =>
        findings.Add(
            RuleCatalogue.MissingKey, element.TryGet(key, out var empty) ? empty.Key.Position : element.Position,
            $"this {what} has no '{key}'", $"add '{key}: ...': OSM refuses the descriptor and says no more than '{key}'");

    private static string Listed(SchemaNode node)
    {
        var names = node.Children.Select(child => child.Name).ToArray();
        return names.Length <= MostListed
            ? $"remove it; the keys here are {string.Join(", ", names)}"
            : "remove it, or move it to where it belongs: OSM refuses keys that its model does not have";
    }
}
