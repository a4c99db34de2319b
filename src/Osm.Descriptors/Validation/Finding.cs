using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation;

/// <summary>Something wrong or worth knowing, with its place.</summary>
/// <param name="RuleId">The id of its rule.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Position">Where.</param>
/// <param name="Cure">What to do.</param>
public sealed record Finding(string RuleId, Severity Severity, string Message, SourcePosition Position, string Cure) : IComparable<Finding>
{
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
