namespace Osm.Descriptors.Validation.Checks;

/// <summary>Finds what was probably meant.</summary>
internal static class Nearest
{
    private const int LongestWord = 64;

    /// <summary>The one word that differs from the given one by a typing error or two; null where there is none, or where two are as near.</summary>
    public static string? Of(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > LongestWord)
            return null;
        var allowed = word.Length switch { <= 3 => 1, <= 6 => 2, _ => 3 };
        string? best = null;
        var nearest = allowed + 1;
        foreach (var candidate in candidates)
        {
            if (candidate.Length > LongestWord || Math.Abs(candidate.Length - word.Length) > allowed)
                continue;
            var distance = Distance(word, candidate);
            if (distance < nearest)
                (best, nearest) = (candidate, distance);
            else if (distance == nearest)
                best = null;
        }

        return best;
    }

    /// <summary>Whether two words are one, but for case and for what parts their syllables.</summary>
    public static bool IsSpelling(string word, string other) =>
        word.Length == other.Length && word.Zip(other).All(pair => Folded(pair.First) == Folded(pair.Second));

    private static char Folded(char character) => character == '_' ? '-' : char.ToLowerInvariant(character);

    // Levenshtein, where two neighbours swapped count once, and case and '_' for '-' nothing.
    private static int Distance(string first, string second)
    {
        Span<int> before = stackalloc int[LongestWord + 1];
        Span<int> above = stackalloc int[LongestWord + 1];
        Span<int> row = stackalloc int[LongestWord + 1];
        for (var column = 0; column <= second.Length; column++)
            above[column] = column;
        for (var line = 1; line <= first.Length; line++)
        {
            row[0] = line;
            for (var column = 1; column <= second.Length; column++)
            {
                var same = Folded(first[line - 1]) == Folded(second[column - 1]);
                row[column] = Math.Min(Math.Min(row[column - 1], above[column]) + 1, above[column - 1] + (same ? 0 : 1));
                if (line > 1 && column > 1 && first[line - 1] == second[column - 2] && first[line - 2] == second[column - 1])
                    row[column] = Math.Min(row[column], before[column - 2] + 1);
            }

            above.CopyTo(before);
            row.CopyTo(above);
        }

        return above[second.Length];
    }
}
