using System.Text;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Rewriting;

/// <summary>Applies edits to a text.</summary>
public static class TextEdits
{
    /// <summary>The text with edits that do not overlap; all else stays as it is, to the last character.</summary>
    public static string Apply(string text, IEnumerable<TextEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(edits);
        var result = new StringBuilder(text.Length);
        var done = 0;
        foreach (var edit in edits.OrderBy(edit => edit.Span.Start.GetOffset(text.Length)).ThenBy(edit => edit.Span.End.GetOffset(text.Length)))
        {
            var (start, length) = edit.Span.GetOffsetAndLength(text.Length);
            if (start < done)
                throw new ArgumentException("the edits overlap", nameof(edits));
            result.Append(text, done, start - done).Append(edit.Text);
            done = start + length;
        }

        return result.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>Whether two edits of one file change the same place, so that the order would matter.</summary>
    public static bool Overlap(TextEdit first, TextEdit second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return first.File == second.File
            && first.Span.Start.Value <= second.Span.End.Value && second.Span.Start.Value <= first.Span.End.Value;
    }
}
