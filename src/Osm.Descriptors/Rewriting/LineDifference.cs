namespace Osm.Descriptors.Rewriting;

/// <summary>Lines that were replaced by others; one of the two may be none. Indices from 0, ends exclusive.</summary>
internal readonly record struct LineChange(int OldStart, int OldEnd, int NewStart, int NewEnd);

/// <summary>Where two lists of lines differ (E. Myers, An O(ND) difference algorithm, 1986).</summary>
internal static class LineDifference
{
    // Its cost grows with the square of this; beyond it the whole rest counts as replaced.
    private const int MaxEdits = 1_000;

    public static List<LineChange> Of(string[] old, string[] @new)
    {
        var start = 0;
        while (start < old.Length && start < @new.Length && old[start] == @new[start])
            start++;
        var end = 0;
        while (end < old.Length - start && end < @new.Length - start && old[^(end + 1)] == @new[^(end + 1)])
            end++;
        var (oldRest, newRest) = (old[start..^end], @new[start..^end]);
        if (oldRest.Length == 0 && newRest.Length == 0)
            return [];
        var changes = Search(oldRest, newRest) ?? [new LineChange(0, oldRest.Length, 0, newRest.Length)];
        return [.. changes.Select(change => new LineChange(change.OldStart + start, change.OldEnd + start, change.NewStart + start, change.NewEnd + start))];
    }

    // furthest[k]: how far in the old lines one comes on diagonal k (old - new) with so many edits.
    private static List<LineChange>? Search(string[] old, string[] @new)
    {
        var most = Math.Min(old.Length + @new.Length, MaxEdits);
        var furthest = new int[(2 * most) + 3];
        var trace = new List<int[]>();
        for (var edits = 0; edits <= most; edits++)
        {
            trace.Add((int[])furthest.Clone());
            for (var diagonal = -edits; diagonal <= edits; diagonal += 2)
            {
                var x = IsInsertion(furthest, most, diagonal, edits) ? furthest[most + 1 + diagonal + 1] : furthest[most + 1 + diagonal - 1] + 1;
                while (x < old.Length && x - diagonal < @new.Length && x - diagonal >= 0 && old[x] == @new[x - diagonal])
                    x++;
                furthest[most + 1 + diagonal] = x;
                if (x >= old.Length && x - diagonal >= @new.Length)
                    return Backtrack(trace, most, old.Length, @new.Length);
            }
        }

        return null;
    }

    private static bool IsInsertion(int[] furthest, int most, int diagonal, int edits) =>
        diagonal == -edits || (diagonal != edits && furthest[most + 1 + diagonal - 1] < furthest[most + 1 + diagonal + 1]);

    private static List<LineChange> Backtrack(List<int[]> trace, int most, int x, int y)
    {
        var changes = new List<LineChange>();
        for (var edits = trace.Count - 1; edits > 0; edits--)
        {
            var diagonal = x - y;
            var insertion = IsInsertion(trace[edits], most, diagonal, edits);
            var before = diagonal + (insertion ? 1 : -1);
            var oldX = trace[edits][most + 1 + before];
            var oldY = oldX - before;
            var change = insertion ? new LineChange(oldX, oldX, oldY, oldY + 1) : new LineChange(oldX, oldX + 1, oldY, oldY);
            // Neighbours are one change: what goes, then what comes.
            if (changes.Count > 0 && changes[^1].OldStart == change.OldEnd && changes[^1].NewStart == change.NewEnd)
                changes[^1] = new LineChange(change.OldStart, changes[^1].OldEnd, change.NewStart, changes[^1].NewEnd);
            else
                changes.Add(change);
            (x, y) = (oldX, oldY);
        }

        changes.Reverse();
        return changes;
    }
}
