using System.Collections.Immutable;
using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation;

/// <summary>A change of files that mends a finding.</summary>
/// <remarks>Only what is safe is one: the meaning stays, or there was none. What has two possible cures has no fix.</remarks>
/// <param name="Description">What it does, as an order: "write 10.1.0.0/24".</param>
/// <param name="Edits">Applied together or not at all; they do not overlap.</param>
public sealed record Fix(string Description, ImmutableArray<TextEdit> Edits)
{
    /// <summary>A fix that writes another value in the place of a scalar, in its own quotes.</summary>
    /// <returns>Null where the value is written in a way that cannot be replaced safely: as an alias, a block, or with an anchor or tag.</returns>
    public static Fix? Replace(SourceText source, Located<string> value, string replacement, string description)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ScalarText.Like(source.Text[value.Span], value.Value, replacement) is { } written
            ? new Fix(description, [new TextEdit(source.File, value.Span, written)])
            : null;
    }
}

/// <summary>Writes a text in the place of a part of a file.</summary>
/// <param name="File">As positions name it.</param>
/// <param name="Span">The characters of the decoded text (UTF-16 units, without byte order mark) that go; empty to insert.</param>
/// <param name="Text">What comes.</param>
public sealed record TextEdit(string File, Range Span, string Text);
