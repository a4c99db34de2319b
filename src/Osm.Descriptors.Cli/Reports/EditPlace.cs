using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>An edit by line and column, as formats for other programs have it.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">Just behind its last.</param>
/// <param name="Text">What comes in its place.</param>
internal sealed record EditPlace(SourcePosition Start, SourcePosition End, string Text)
{
    /// <summary>One, or none where the text of the file is not known.</summary>
    public static IEnumerable<EditPlace> Of(TextEdit edit, IReadOnlyDictionary<string, SourceText> sources)
    {
        if (!sources.TryGetValue(edit.File, out var source))
            yield break;
        var lines = new SourceLines(source);
        var (start, length) = edit.Span.GetOffsetAndLength(source.Text.Length);
        yield return new EditPlace(lines.PositionOf(start), lines.PositionOf(start + length), edit.Text);
    }
}
