using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Graphing;

/// <summary>The errors of a report, by their places.</summary>
internal sealed class Faults(ValidationReport report)
{
    private readonly ILookup<SourcePosition, string> _rules =
        report.Findings.Where(finding => finding.Severity == Severity.Error).ToLookup(finding => finding.Position, finding => finding.RuleId);

    /// <summary>The rules broken where something begins or where one of its values stands.</summary>
    public ImmutableArray<string> At(SourcePosition? element, params ReadOnlySpan<Located<string>?> values)
    {
        var places = new List<SourcePosition>();
        if (element is { } start)
            places.Add(start);
        foreach (var value in values)
        {
            if (value is { } located)
                places.Add(located.Position);
        }

        return [.. places.Distinct().SelectMany(place => _rules[place]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>All errors of some files, a line each.</summary>
    public ImmutableArray<string> Lines(IReadOnlyCollection<string> files) =>
    [
        .. report.Findings.Where(finding => finding.Severity == Severity.Error && files.Contains(finding.Position.File))
            .Select(finding => $"{finding.RuleId} {Path.GetFileName(finding.Position.File)}:{finding.Position.Line} {finding.Message}"),
    ];
}
