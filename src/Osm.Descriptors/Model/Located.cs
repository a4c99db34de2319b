using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Model;

/// <summary>A value with the place where it is written.</summary>
/// <param name="Value">What is written there.</param>
/// <param name="Position">Where it begins.</param>
/// <param name="Span">Its characters in the decoded text, quotes included; see <see cref="YamlScalar"/>.</param>
public readonly record struct Located<T>(T Value, SourcePosition Position, Range Span)
{
    /// <summary>The value's text.</summary>
    public override string ToString() => Value?.ToString() ?? "";
}
