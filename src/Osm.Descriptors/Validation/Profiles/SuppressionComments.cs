using Osm.Descriptors.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Osm.Descriptors.Validation.Profiles;

/// <summary>Finds the suppression comments of a file.</summary>
internal static class SuppressionComments
{
    public static IEnumerable<SuppressionComment> Of(SourceText source)
    {
        // Most files have none, and need not be scanned.
        if (!source.Text.Contains(SuppressionComment.Marker, StringComparison.Ordinal))
            return [];
        var lines = new SourceLines(source);
        return
        [
            .. CommentStarts(source)
                .Select(start => lines.PositionOf(start))
                .Select(start => (Start: start, Text: lines.TextOf(start.Line)[(start.Column - 1)..]))
                .Where(comment => comment.Text.TrimStart('#', ' ').StartsWith(SuppressionComment.Marker, StringComparison.Ordinal))
                .Select(comment => SuppressionComment.Parse(
                    comment.Text.TrimStart('#', ' ')[SuppressionComment.Marker.Length..],
                    comment.Start,
                    comment.Start with { Column = comment.Start.Column + comment.Text.Length },
                    LineMeant(lines, comment.Start))),
        ];
    }

    // The scanner knows a comment from a '#' in a text.
    private static List<int> CommentStarts(SourceText source)
    {
        var starts = new List<int>();
        var scanner = new Scanner(new StringReader(source.Text), skipComments: false);
        try
        {
            // Where a parser would throw, the scanner says so and stays: without the check for ever.
            // Beyond that depth nothing is read as a descriptor, and the scanner takes quadratic time.
            for (var depth = 0; depth <= YamlLimits.Default.MaxDepth && scanner.MoveNext() && scanner.Current is not Error;)
            {
                depth += scanner.Current switch
                {
                    FlowSequenceStart or FlowMappingStart => 1,
                    FlowSequenceEnd or FlowMappingEnd => -1,
                    _ => 0,
                };
                if (scanner.Current is Comment comment)
                    starts.Add((int)comment.Start.Index);
            }
        }
        // What follows is no YAML: a finding of its own, and its comments count for nothing. The kinds are those that YamlReader meets.
        catch (Exception broken) when (broken is YamlException or ArgumentException or InvalidOperationException or FormatException
            or OverflowException or IndexOutOfRangeException or InvalidCastException or NullReferenceException)
        {
        }

        return starts;
    }

    // Behind something it is about its own line, alone about the next line with something in it.
    private static int LineMeant(SourceLines lines, SourcePosition start)
    {
        if (!string.IsNullOrWhiteSpace(lines.TextOf(start.Line)[..(start.Column - 1)]))
            return start.Line;
        var line = start.Line + 1;
        while (line <= lines.Count && lines.TextOf(line).TrimStart() is "" or ['#', ..])
            line++;
        return line;
    }
}
