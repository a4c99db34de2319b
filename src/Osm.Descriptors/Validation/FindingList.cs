using System.Collections.Immutable;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation;

/// <summary>Collects findings while something is read or checked. Not for use by several threads.</summary>
public sealed class FindingList
{
    private readonly List<Finding> _findings = [];
    private readonly int _most;

    /// <summary>A list that takes any number.</summary>
    public FindingList()
        : this(int.MaxValue)
    {
    }

    /// <summary>A list that ends what fills it when it is full: each finding of some rules may stand for a product of two lists.</summary>
    /// <param name="most">How many it takes; one more is a <see cref="FindingsExceededException"/>.</param>
    internal FindingList(int most) => _most = most;

    /// <summary>Adds a finding.</summary>
    /// <param name="rule">Its rule.</param>
    /// <param name="position">Where it begins.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="cure">What to do.</param>
    /// <param name="severity">The rule's, unless another is given.</param>
    /// <param name="fix">A safe change that mends it.</param>
    /// <param name="related">Other places that explain it.</param>
    public void Add(
        Rule rule, SourcePosition position, string message, string cure, Severity? severity = null, Fix? fix = null,
        params ReadOnlySpan<RelatedPlace> related)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (_findings.Count >= _most)
            throw new FindingsExceededException(rule, position);
        _findings.Add(new Finding(rule.Id, severity ?? rule.Severity, message, position, cure) { Fix = fix, Related = [.. related] });
    }

    /// <summary>Adds findings made elsewhere.</summary>
    public void AddRange(IEnumerable<Finding> findings) => _findings.AddRange(findings);

    /// <summary>All of them, by place, each once.</summary>
    public ImmutableArray<Finding> ToSorted() => [.. _findings.DistinctBy(finding => (finding.Position, finding.RuleId, finding.Message)).Order()];
}
