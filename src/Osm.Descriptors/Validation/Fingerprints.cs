using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation;

/// <summary>Names for findings that stay the same while lines above them come and go.</summary>
/// <remarks>
/// Made of the rule, the file, the text of the line and, of equal ones, the how-manieth it is. No secret hangs on them: a cryptographic hash
/// would need OpenSSL, which small images do not have.
/// </remarks>
public static class Fingerprints
{
    /// <summary>The fingerprint of each finding, 32 hexadecimal digits.</summary>
    /// <param name="findings">All of a run, in their order: of equal ones the order tells which is which.</param>
    /// <param name="sources">The texts, by file.</param>
    /// <param name="fileName">How a file is called in it, such as relative to a folder.</param>
    public static ImmutableArray<string> Of(
        IEnumerable<Finding> findings, IReadOnlyDictionary<string, SourceText> sources, Func<string, string> fileName)
    {
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(fileName);
        var lines = new Dictionary<string, SourceLines>(StringComparer.Ordinal);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. findings.Select(finding =>
        {
            var identity = $"{finding.RuleId}\n{fileName(finding.Position.File)}\n{Context(finding)}";
            var ordinal = seen[identity] = seen.GetValueOrDefault(identity) + 1;
            return Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes($"{identity}\n{ordinal}")));
        })];

        string Context(Finding finding)
        {
            var place = finding.Position;
            if (place.Line == 0 || !sources.TryGetValue(place.File, out var source))
                return WithoutNumbers(finding.Message);
            if (!lines.TryGetValue(place.File, out var known))
                lines[place.File] = known = new SourceLines(source);
            // Indentation changes when a list is moved: it says nothing of what is wrong.
            return string.Join(' ', known.TextOf(place.Line).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
    }

    // Messages tell of other lines and of sizes, which shift.
    private static string WithoutNumbers(string message) => string.Concat(message.Where(character => !char.IsAsciiDigit(character)));
}
