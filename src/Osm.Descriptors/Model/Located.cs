using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Model;

/// <summary>A value with the place where it is written.</summary>
public readonly record struct Located<T>(T Value, SourcePosition Position)
{
    /// <summary>The value's text.</summary>
    public override string ToString() => Value?.ToString() ?? "";
}
