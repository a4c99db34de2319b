using System.Collections.Immutable;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation;

/// <summary>What a validation found.</summary>
/// <param name="Packages">How many packages and lone descriptors were looked at.</param>
/// <param name="Findings">By place.</param>
public sealed record ValidationReport(int Packages, ImmutableArray<Finding> Findings)
{
    /// <summary>The texts that were read, by the file's name as positions have it.</summary>
    public IReadOnlyDictionary<string, SourceText> Sources { get; init; } = ImmutableDictionary<string, SourceText>.Empty;

    /// <summary>What was found but is not to be told of, by place.</summary>
    public ImmutableArray<SuppressedFinding> Suppressed { get; init; } = [];

    /// <summary>How many findings are this severe.</summary>
    public int Count(Severity severity) => Findings.Count(finding => finding.Severity == severity);

    /// <summary>Whether a finding is this severe or worse.</summary>
    public bool HasAtLeast(Severity severity) => Findings.Any(finding => finding.Severity >= severity);
}

/// <summary>A finding that somebody decided to live with.</summary>
/// <param name="Finding">What was found.</param>
/// <param name="By">Where that was decided.</param>
/// <param name="Reason">Why; null where none is recorded.</param>
public sealed record SuppressedFinding(Finding Finding, SuppressedBy By, string? Reason);

/// <summary>Where it was decided that a finding is not to be told of.</summary>
public enum SuppressedBy
{
    /// <summary>A comment in the file.</summary>
    Comment,

    /// <summary>The list of what was there before.</summary>
    Baseline,

    /// <summary>The project file.</summary>
    Project,
}
