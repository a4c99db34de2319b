using System.Collections.Immutable;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation;

/// <summary>Something wrong or worth knowing, with its place.</summary>
/// <param name="RuleId">The id of its rule.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Position">Where it begins.</param>
/// <param name="Cure">What to do.</param>
public sealed record Finding(string RuleId, Severity Severity, string Message, SourcePosition Position, string Cure) : IComparable<Finding>
{
    /// <summary>Just behind its last character; null where only the beginning is known. The validator fills it in for whatever is a key or a value.</summary>
    public SourcePosition? End { get; init; }

    /// <summary>Other places that explain it.</summary>
    public ImmutableArray<RelatedPlace> Related { get; init; } = [];

    /// <summary>A change that mends it and cannot do harm; null where a human has to decide.</summary>
    public Fix? Fix { get; init; }

    /// <summary>By place, then by rule.</summary>
    public int CompareTo(Finding? other)
    {
        if (other is null)
            return 1;
        var byPlace = Position.CompareTo(other.Position);
        if (byPlace != 0)
            return byPlace;
        var byRule = string.CompareOrdinal(RuleId, other.RuleId);
        return byRule != 0 ? byRule : string.CompareOrdinal(Message, other.Message);
    }
}

/// <summary>A place that explains a finding, such as the first of two equal ids.</summary>
/// <param name="Position">Where.</param>
/// <param name="Message">What is there, in a few words.</param>
public sealed record RelatedPlace(SourcePosition Position, string Message);
