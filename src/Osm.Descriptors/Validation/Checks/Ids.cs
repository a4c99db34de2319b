using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>What the checks say alike about ids.</summary>
internal static class Ids
{
    private const int MostListed = 8;

    /// <summary>The ids that there are, for a message.</summary>
    public static string Listed(IEnumerable<Located<string>?> ids) => Listed([.. ids.Where(id => id is not null).Select(id => id!.Value.Value)]);

    /// <summary>The ids that there are, for a message.</summary>
    public static string Listed(IReadOnlyCollection<string> ids) => ids.Count switch
    {
        0 => "none is defined",
        <= MostListed => $"defined: {string.Join(", ", ids.Select(id => $"'{id}'"))}",
        _ => $"defined: {string.Join(", ", ids.Take(MostListed).Select(id => $"'{id}'"))} and {ids.Count - MostListed} more",
    };

    /// <summary>The ids, to look one up.</summary>
    public static HashSet<string> Set(IEnumerable<Located<string>?> ids) =>
        ids.Where(id => id is not null).Select(id => id!.Value.Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>What to do about an id that is not there.</summary>
    public static string Cure(string wrong, IReadOnlyCollection<string> known, string otherwise) =>
        Nearest.Of(wrong, known) is { } meant ? $"did you mean '{meant}'?" : otherwise;
}
