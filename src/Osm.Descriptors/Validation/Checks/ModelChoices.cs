using Osm.Descriptors.Model.Schema;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Choices, of whose alternatives only one may be there. OSM takes the last without a word.</summary>
internal static class ModelChoices
{
    // Has a rule of its own.
    private const string KduModel = "kdu-model";

    public static void Check(YamlMapping mapping, SchemaNode node, FindingList findings)
    {
        List<(string Choice, string Case, string Key)>? chosen = null;
        foreach (var entry in mapping.Entries)
        {
            if (node.Child(entry.Name) is not { Choice: { } choice, Case: { } alternative } || choice == KduModel)
                continue;
            chosen ??= [];
            var other = chosen.Find(known => known.Choice == choice);
            if (other.Key is null)
            {
                chosen.Add((choice, alternative, entry.Name));
            }
            else if (other.Case != alternative)
            {
                findings.Add(
                    RuleCatalogue.Choice, entry.Key.Position,
                    $"'{entry.Name}' stands beside '{other.Key}', and '{node.Name}' may have only one of them",
                    "keep one of the two: OSM takes the last without a word");
            }
        }
    }
}
