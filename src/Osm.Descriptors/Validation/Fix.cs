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

    /// <summary>A fix that writes another key behind one of a mapping, as that one is written.</summary>
    /// <param name="source">The file.</param>
    /// <param name="mapping">The mapping that lacks the key.</param>
    /// <param name="beside">A key that it has, with a plain value.</param>
    /// <param name="key">The key to write.</param>
    /// <param name="value">Its value, as YAML and JSON both write it.</param>
    /// <param name="description">What it does.</param>
    /// <returns>Null where the mapping is not written here, as an alias or through a merge key, or in a way that cannot be added to safely.</returns>
    public static Fix? Insert(SourceText source, YamlMapping mapping, string beside, string key, string value, string description)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(mapping);
        // What comes from an alias or a merge key stands before: anchors do.
        if (!mapping.TryGet(beside, out var entry) || entry.Value is not YamlScalar written
            || entry.Key.Position.CompareTo(mapping.Position) < 0 || written.Position.Line != entry.Key.Position.Line)
        {
            return null;
        }

        var text = source.Text;
        var (start, end) = (entry.Key.Span.Start.GetOffset(text.Length), written.Span.End.GetOffset(text.Length));
        if (text.AsSpan(start, end - start).ContainsAny('\n', '\r'))
            return null;
        var quote = text[start] is '"' or '\'' ? text[start..(start + 1)] : "";
        var addition = $"{quote}{key}{quote}: {value}";
        if (text.AsSpan(0, start).TrimEnd() is [.., '{' or ','])
            return new Fix(description, [new TextEdit(source.File, end..end, ", " + addition)]);
        // A mapping in block form begins with a key of its own.
        if (mapping.Position.Column != entry.Key.Position.Column || mapping.Entries.All(own => own.Key.Position != mapping.Position))
            return null;
        // Behind the comment that the line may end with.
        var lineEnd = text.AsSpan(end).IndexOfAny('\n', '\r') is >= 0 and var rest ? end + rest : text.Length;
        var lineBreak = text.AsSpan(lineEnd).StartsWith("\r\n") ? "\r\n" : "\n";
        var indent = new string(' ', entry.Key.Position.Column - 1);
        return new Fix(description, [new TextEdit(source.File, lineEnd..lineEnd, lineBreak + indent + addition)]);
    }
}

/// <summary>Writes a text in the place of a part of a file.</summary>
/// <param name="File">As positions name it.</param>
/// <param name="Span">The characters of the decoded text (UTF-16 units, without byte order mark) that go; empty to insert.</param>
/// <param name="Text">What comes.</param>
public sealed record TextEdit(string File, Range Span, string Text);
