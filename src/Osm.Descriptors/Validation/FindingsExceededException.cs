using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation;

/// <summary>Ends the checks of a run with too many findings; never leaves <see cref="DescriptorValidator"/>.</summary>
internal sealed class FindingsExceededException(Rule rule, SourcePosition position) : Exception($"too many findings at {rule.Id}")
{
    public SourcePosition Position { get; } = position;
}
