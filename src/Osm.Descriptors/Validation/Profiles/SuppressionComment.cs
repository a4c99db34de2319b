using System.Collections.Immutable;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Profiles;

/// <summary>A comment that says which findings are not to be told of: <c># osm-l2sm: ignore NET203 reason</c>, or <c>ignore-file</c>.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Just behind it.</param>
/// <param name="Rules">The rules that it names.</param>
/// <param name="Reason">Why; empty where none is given.</param>
/// <param name="Line">The line that it is about; 0 for the whole file.</param>
/// <param name="Fault">What is wrong with it; null for nothing. Such a comment suppresses nothing.</param>
internal sealed record SuppressionComment(
    SourcePosition Start, SourcePosition End, ImmutableArray<string> Rules, string Reason, int Line, string? Fault)
{
    public const string Marker = "osm-l2sm:";

    /// <summary>Whether it is about a finding of its file.</summary>
    public bool Covers(Finding finding) =>
        Fault is null && (Line == 0 || finding.Position.Line == Line) && Rules.Contains(finding.RuleId);

    /// <summary>Reads the text behind the marker.</summary>
    public static SuppressionComment Parse(string text, SourcePosition start, SourcePosition end, int line)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var verb = words.Length > 0 ? words[0] : "";
        if (verb is not ("ignore" or "ignore-file"))
            return new SuppressionComment(start, end, [], "", line, $"'{verb}' is neither 'ignore' nor 'ignore-file'");

        var ids = words.Skip(1).TakeWhile(IsList).SelectMany(Ids).ToArray();
        var reason = string.Join(' ', words.Skip(1).SkipWhile(IsList)).TrimStart(':', '-', ' ');
        var unknown = ids.FirstOrDefault(id => RuleCatalogue.Find(id) is null);
        var fault = ids.Length == 0 ? "it names no rule"
            : unknown is not null ? $"there is no rule '{unknown}'"
            : reason.Length == 0 ? "it gives no reason"
            : null;
        return new SuppressionComment(start, end, [.. ids.Select(id => id.ToUpperInvariant())], reason, verb == "ignore-file" ? 0 : line, fault);
    }

    private static bool IsList(string word) => Ids(word) is { Length: > 0 } ids && ids.All(LooksLikeId);

    private static string[] Ids(string word) => word.TrimEnd(':').Split(',', StringSplitOptions.RemoveEmptyEntries);

    // Three digits behind letters; what else would a reason begin with?
    private static bool LooksLikeId(string word) =>
        word.Length is >= 4 and <= 8 && word[..^3].All(char.IsAsciiLetter) && word[^3..].All(char.IsAsciiDigit);
}
