using System.Collections.Immutable;
using System.Text;
using Osm.Descriptors.Rewriting;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>How to make a file's original out of what patching made of it: lines that are replaced by others, in order.</summary>
/// <remarks>Bytes are taken as Latin-1, which any byte survives.</remarks>
/// <param name="Hunks">What differs.</param>
internal sealed record LineDelta(ImmutableArray<DeltaHunk> Hunks)
{
    public static LineDelta Between(ReadOnlySpan<byte> patched, ReadOnlySpan<byte> original)
    {
        var (from, to) = (LinesOf(patched), LinesOf(original));
        return new LineDelta(
        [
            .. LineDifference.Of(from, to).Select(change => new DeltaHunk(
                change.OldStart, Joined(from, change.OldStart, change.OldEnd), Joined(to, change.NewStart, change.NewEnd))),
        ]);
    }

    /// <summary>The original of a patched file, also where other lines of it were changed since.</summary>
    /// <returns>Null where what patching wrote is not there any more, or is there more often than it was written.</returns>
    public byte[]? Apply(ReadOnlySpan<byte> patched)
    {
        var text = Encoding.Latin1.GetString(patched);
        if (ApplyAtLines(text) is { } exact)
            return Encoding.Latin1.GetBytes(exact);
        return ApplyWherever(text) is { } moved ? Encoding.Latin1.GetBytes(moved) : null;
    }

    private string? ApplyAtLines(string text)
    {
        var result = new StringBuilder(text.Length);
        var (line, at) = (0, 0);
        foreach (var hunk in Hunks)
        {
            for (; line < hunk.Line; line++)
            {
                var end = text.IndexOf('\n', at);
                if (end < 0 && line + 1 < hunk.Line)
                    return null;
                result.Append(text, at, (end < 0 ? text.Length : end + 1) - at);
                at = end < 0 ? text.Length : end + 1;
            }

            if (string.CompareOrdinal(text, at, hunk.Patched, 0, hunk.Patched.Length) != 0)
                return null;
            result.Append(hunk.Original);
            at += hunk.Patched.Length;
            line += hunk.Patched.Count(character => character == '\n');
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private string? ApplyWherever(string text)
    {
        if (Hunks.Any(hunk => hunk.Patched.Length == 0))
            return null;
        // As often as it was written, or one of them is somebody else's.
        if (Hunks.GroupBy(hunk => hunk.Patched, StringComparer.Ordinal).Any(same => CountOf(same.Key, text) != same.Count()))
            return null;
        var result = new StringBuilder(text.Length);
        var at = 0;
        foreach (var hunk in Hunks)
        {
            var found = text.IndexOf(hunk.Patched, at, StringComparison.Ordinal);
            if (found < 0)
                return null;
            result.Append(text, at, found - at).Append(hunk.Original);
            at = found + hunk.Patched.Length;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static int CountOf(string part, string text)
    {
        var count = 0;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
            count++;
        return count;
    }

    private static string Joined(string[] lines, int start, int end) => string.Concat(lines[start..end]);

    private static string[] LinesOf(ReadOnlySpan<byte> bytes)
    {
        var lines = new List<string>();
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n') is >= 0 and var found ? found + 1 : bytes.Length;
            lines.Add(Encoding.Latin1.GetString(bytes[..end]));
            bytes = bytes[end..];
        }

        return [.. lines];
    }
}

/// <summary>Lines of a patched file that take the place of others.</summary>
/// <param name="Line">The first of them, from 0.</param>
/// <param name="Patched">As patching wrote them; empty where it took lines away.</param>
/// <param name="Original">As they were.</param>
internal sealed record DeltaHunk(int Line, string Patched, string Original);
