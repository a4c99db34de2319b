using System.Text;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>The part of a line of source that fits a terminal, with the columns of what is marked in it.</summary>
/// <param name="Text">One printable line.</param>
/// <param name="Before">Columns before what is marked.</param>
/// <param name="Marked">Columns of what is marked.</param>
internal sealed record SourceWindow(string Text, int Before, int Marked)
{
    /// <param name="line">The whole line.</param>
    /// <param name="from">First UTF-16 unit that is marked.</param>
    /// <param name="to">The one behind the last.</param>
    /// <param name="width">Columns that there are.</param>
    public static SourceWindow Around(string line, int from, int to, int width)
    {
        var text = new StringBuilder();
        var before = 0;
        var marked = 0;
        var columns = 0;
        // What is marked must be seen, with some of what is before it.
        var start = WidthOf(line.AsSpan(0, to)) <= width ? 0 : Math.Max(0, from - (width / 3));
        var index = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            var at = index;
            index += rune.Utf16SequenceLength;
            if (at < start)
                continue;
            var wide = WidthOf(rune);
            if (columns + wide > width)
                break;
            columns += wide;
            if (at < from)
                before += wide;
            else if (at < to)
                marked += wide;
            if (Rune.IsControl(rune))
                text.Append(' ');
            else
                text.Append(rune.ToString());
        }

        return new SourceWindow(text.ToString(), before, marked);
    }

    private static int WidthOf(ReadOnlySpan<char> text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += WidthOf(rune);
        return width;
    }

    // Scripts and symbols that terminals give two columns; marks that sit on the letter before get none.
    private static int WidthOf(Rune rune) => rune.Value switch
    {
        >= 0x300 and <= 0x36f or 0x200b or 0x200d or >= 0xfe00 and <= 0xfe0f => 0,
        >= 0x1100 and <= 0x115f or >= 0x2e80 and <= 0xa4cf or >= 0xac00 and <= 0xd7a3 or >= 0xf900 and <= 0xfaff
            or >= 0xfe30 and <= 0xfe6f or >= 0xff00 and <= 0xff60 or >= 0xffe0 and <= 0xffe6 or >= 0x1f300 and <= 0x1faff
            or >= 0x20000 and <= 0x3fffd => 2,
        _ => 1,
    };
}
