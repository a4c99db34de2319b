namespace Osm.Descriptors.Reading;

/// <summary>A place in a file, as editors count it.</summary>
/// <param name="File">The file as the user named it; members of an archive as <c>archive!member</c>.</param>
/// <param name="Line">1 is the first line; 0 means the file as a whole.</param>
/// <param name="Column">1 is the first; UTF-16 units, as editors count; 0 with line 0.</param>
public readonly record struct SourcePosition(string File, int Line, int Column) : IComparable<SourcePosition>
{
    /// <summary>The file as a whole.</summary>
    public static SourcePosition WholeFile(string file) => new(file, 0, 0);

    /// <inheritdoc/>
    public int CompareTo(SourcePosition other)
    {
        var byFile = string.CompareOrdinal(File, other.File);
        if (byFile != 0)
            return byFile;
        return Line != other.Line ? Line.CompareTo(other.Line) : Column.CompareTo(other.Column);
    }

    /// <summary><c>file:line:column</c>, or the file alone.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
