using System.Collections.Immutable;
using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>What the checks say alike about ids.</summary>
internal static class Ids
{
    /// <summary>The ids that there are, for a message.</summary>
    public static string Listed(IEnumerable<Located<string>?> ids)
    {
        var known = ids.Where(id => id is not null).Select(id => $"'{id!.Value.Value}'").ToImmutableArray();
        return known.Length switch
        {
            0 => "none is defined",
            <= 8 => $"defined: {string.Join(", ", known)}",
            _ => $"defined: {string.Join(", ", known.Take(8))} and {known.Length - 8} more",
        };
    }

    public static bool Has(IEnumerable<Located<string>?> ids, string id) => ids.Any(known => known?.Value == id);

    /// <summary>A finding for each id that repeats an earlier one.</summary>
    public static void ReportRepeated(Rule rule, string list, IEnumerable<Located<string>?> ids, string cure, FindingList findings)
    {
        var first = new Dictionary<string, Located<string>>(StringComparer.Ordinal);
        foreach (var entry in ids)
        {
            if (entry is not { } id || first.TryAdd(id.Value, id))
                continue;
            findings.Add(rule, id.Position, $"{list} has '{id.Value}' again; the first is in line {first[id.Value].Position.Line}", cure);
        }
    }
}
