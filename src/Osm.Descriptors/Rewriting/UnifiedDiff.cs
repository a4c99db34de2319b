using System.Text;

namespace Osm.Descriptors.Rewriting;

/// <summary>A unified diff of two texts, as <c>patch</c> and <c>git apply</c> read it.</summary>
public static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The diff; empty where the texts are equal.</summary>
    /// <param name="path">Of the file, in both headers.</param>
    /// <param name="before">The text that is there.</param>
    /// <param name="after">The text that is to be.</param>
    public static string Of(string path, string before, string after)
    {
        ArgumentNullException.ThrowIfNull(path);
        var (old, @new) = (LinesOf(before), LinesOf(after));
        var changes = LineDifference.Of(old, @new);
        if (changes.Count == 0)
            return "";
        var isRelative = !path.StartsWith('/');
        var text = new StringBuilder($"--- {(isRelative ? "a/" : "")}{path}\n+++ {(isRelative ? "b/" : "")}{path}\n");
        for (var first = 0; first < changes.Count;)
        {
            var last = first;
            while (last + 1 < changes.Count && changes[last + 1].OldStart - changes[last].OldEnd <= 2 * Context)
                last++;
            WriteHunk(text, old, @new, changes.GetRange(first, last - first + 1));
            first = last + 1;
        }

        return text.ToString();
    }

    private static void WriteHunk(StringBuilder text, string[] old, string[] @new, List<LineChange> changes)
    {
        var (first, last) = (changes[0], changes[^1]);
        var oldStart = Math.Max(0, first.OldStart - Context);
        var oldEnd = Math.Min(old.Length, last.OldEnd + Context);
        var newStart = first.NewStart - (first.OldStart - oldStart);
        var newEnd = last.NewEnd + (oldEnd - last.OldEnd);
        text.Append($"@@ -{RangeOf(oldStart, oldEnd)} +{RangeOf(newStart, newEnd)} @@\n");
        var at = oldStart;
        foreach (var change in changes)
        {
            for (; at < change.OldStart; at++)
                WriteLine(text, ' ', old[at]);
            for (; at < change.OldEnd; at++)
                WriteLine(text, '-', old[at]);
            for (var line = change.NewStart; line < change.NewEnd; line++)
                WriteLine(text, '+', @new[line]);
        }

        for (; at < oldEnd; at++)
            WriteLine(text, ' ', old[at]);
    }

    private static string RangeOf(int start, int end) => $"{(end > start ? start + 1 : start)},{end - start}";

    private static void WriteLine(StringBuilder text, char sign, string line)
    {
        text.Append(sign).Append(line);
        if (!line.EndsWith('\n'))
            text.Append("\n\\ No newline at end of file\n");
    }

    // With their ends, so that these differ too.
    private static string[] LinesOf(string text)
    {
        var lines = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var found ? found + 1 : text.Length;
            lines.Add(text[start..end]);
            start = end;
        }

        return [.. lines];
    }
}
