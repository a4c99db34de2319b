using Osm.Descriptors.Model;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>NBI's check 28: how a helm-chart may be written.</summary>
/// <remarks>The same language as NBI's regular expression, which takes exponential time; this one goes once along the text.</remarks>
internal static class ChartNameCheck
{
    public static void Run(DescriptorFile<Vnfd> file, FindingList findings)
    {
        foreach (var kdu in file.Content.Kdus)
        {
            if (kdu.HelmChart is { } chart && !IsTaken(chart.Value))
            {
                findings.Add(
                    RuleCatalogue.ChartName, chart.Position, $"NBI does not take '{chart.Value}' for a helm-chart",
                    "write a-z, 0-9 and inner dashes, with at most one '<repository>/' of two characters or more before, or a URL; no version, no file extension");
            }
        }
    }

    /// <summary>Whether NBI takes it.</summary>
    public static bool IsTaken(string chart) => IsName(chart) || IsUrl(chart);

    private static bool IsName(string chart)
    {
        if (chart.Length == 0 || !IsLetterOrDigit(chart[0]))
            return false;
        var slash = chart.IndexOf('/');
        if (slash < 0)
            // The first character is for the repository, so that what follows begins anew.
            return IsWordOrEmpty(chart.AsSpan(1));
        return slash >= 2 && IsLetterOrDigit(chart[slash - 1]) && HasOnlyNameCharacters(chart.AsSpan(0, slash)) && IsWordOrEmpty(chart.AsSpan(slash + 1));
    }

    private static bool IsWordOrEmpty(ReadOnlySpan<char> word) =>
        word.IsEmpty || (IsLetterOrDigit(word[0]) && IsLetterOrDigit(word[^1]) && HasOnlyNameCharacters(word));

    private static bool HasOnlyNameCharacters(ReadOnlySpan<char> word)
    {
        foreach (var character in word)
        {
            if (character != '-' && !IsLetterOrDigit(character))
                return false;
        }

        return true;
    }

    private static bool IsLetterOrDigit(char character) => character is (>= 'a' and <= 'z') or (>= '0' and <= '9');

    // As Python's urlparse: a scheme and something behind '//'.
    private static bool IsUrl(string chart)
    {
        var colon = chart.IndexOf("://", StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetter(chart[0])
            && chart.AsSpan(0, colon).IndexOfAnyExceptInRange('+', 'z') < 0
            && colon + 3 < chart.Length && chart[colon + 3] is not ('/' or '?' or '#');
    }
}
