using System.Text;

namespace Osm.Descriptors.Graphing;

/// <summary>How wide a text may become, whatever sans-serif font draws it.</summary>
internal static class SvgText
{
    // DejaVu Sans, the widest of the usual ones, has about 0.6 on average and 0.95 for its widest letters.
    private const double Narrow = 0.36;
    private const double Usual = 0.64;
    private const double Broad = 0.98;

    public static double Width(string text, double size, bool bold = false)
    {
        var width = 0.0;
        foreach (var rune in text.EnumerateRunes())
            width += rune.Value switch { 'i' or 'j' or 'l' or '.' or ',' or ':' or '\'' or '!' or '|' or ' ' => Narrow, 'm' or 'w' or 'M' or 'W' or '@' => Broad, > 0x2e7f => 1.05, _ => Usual };
        return width * size * (bold ? 1.1 : 1);
    }

    /// <summary>The text, shortened so that it is not wider; the end goes, as ids differ there least.</summary>
    public static string Fit(string text, double size, double width, bool bold = false)
    {
        if (Width(text, size, bold) <= width)
            return text;
        var fitting = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Width($"{fitting}{rune}…", size, bold) > width)
                break;
            fitting.Append(rune.ToString());
        }

        return $"{fitting}…";
    }

    /// <summary>The text in lines that are not wider, broken between words.</summary>
    public static IEnumerable<string> Lines(string text, double size, double width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && Width(longer, size) > width)
            {
                yield return line;
                longer = word;
            }

            line = Width(longer, size) > width ? Fit(longer, size, width) : longer;
        }

        if (line.Length > 0)
            yield return line;
    }
}
