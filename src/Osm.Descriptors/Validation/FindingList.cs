using System.Collections.Immutable;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation;

/// <summary>Collects findings while something is read or checked. Not for use by several threads.</summary>
public sealed class FindingList
{
    private readonly List<Finding> _findings = [];

    /// <summary>Adds a finding with its rule's severity, or another one.</summary>
    public void Add(Rule rule, SourcePosition position, string message, string cure, Severity? severity = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        _findings.Add(new Finding(rule.Id, severity ?? rule.Severity, message, position, cure));
    }

    /// <summary>Adds findings made elsewhere.</summary>
    public void AddRange(IEnumerable<Finding> findings) => _findings.AddRange(findings);

    /// <summary>All of them, by place, each once.</summary>
    public ImmutableArray<Finding> ToSorted() => [.. _findings.Distinct().Order()];
}
