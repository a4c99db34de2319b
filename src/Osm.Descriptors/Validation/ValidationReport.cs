using System.Collections.Immutable;

namespace Osm.Descriptors.Validation;

/// <summary>What a validation found.</summary>
/// <param name="Packages">How many packages and lone descriptors were looked at.</param>
/// <param name="Findings">By place.</param>
public sealed record ValidationReport(int Packages, ImmutableArray<Finding> Findings)
{
    /// <summary>How many findings are this severe.</summary>
    public int Count(Severity severity) => Findings.Count(finding => finding.Severity == severity);

    /// <summary>Whether a finding is this severe or worse.</summary>
    public bool HasAtLeast(Severity severity) => Findings.Any(finding => finding.Severity >= severity);
}
