namespace Osm.Descriptors.Reading;

/// <summary>The lines of a text, as YAML and positions count them; columns are UTF-16 units, both from 1.</summary>
public sealed class SourceLines
{
    private readonly SourceText _source;
    private readonly List<int> _starts = [0];

    /// <summary>Looks for the line ends, once.</summary>
    public SourceLines(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        var text = source.Text;
        for (var index = 0; index < text.Length; index++)
        {
            var crlf = text[index] == '\r' && index + 1 < text.Length && text[index + 1] == '\n';
            if (IsBreak(text[index]) && !crlf)
                _starts.Add(index + 1);
        }
    }

    /// <summary>How many there are; an empty text has one.</summary>
    public int Count => _starts.Count;

    /// <summary>A line without its end; empty where there is none of that number.</summary>
    public string TextOf(int line)
    {
        if (line < 1 || line > Count)
            return "";
        var start = _starts[line - 1];
        var end = line < Count ? _starts[line] : _source.Text.Length;
        while (end > start && IsBreak(_source.Text[end - 1]))
            end--;
        return _source.Text[start..end];
    }

    /// <summary>The index in the text of a place; places outside are taken to its nearest end.</summary>
    public int OffsetOf(int line, int column)
    {
        if (line < 1)
            return 0;
        if (line > Count)
            return _source.Text.Length;
        var end = line < Count ? _starts[line] : _source.Text.Length;
        return Math.Clamp(_starts[line - 1] + column - 1, _starts[line - 1], end);
    }

    /// <summary>The place of an index in the text.</summary>
    public SourcePosition PositionOf(int offset)
    {
        var found = _starts.BinarySearch(offset);
        var line = found >= 0 ? found : ~found - 1;
        return new SourcePosition(_source.File, line + 1, offset - _starts[line] + 1);
    }

    private static bool IsBreak(char character) => character is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';
}
