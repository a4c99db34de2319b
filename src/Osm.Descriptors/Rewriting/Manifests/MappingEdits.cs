using System.Text.Json;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Rewriting.Manifests;

/// <summary>Edits of a document that put entries into its mappings, in the style in which these are written.</summary>
internal sealed class MappingEdits(SourceText source)
{
    private readonly int[] _lines = LineStarts(source.Text);
    private readonly List<TextEdit> _edits = [];

    /// <summary>What to change, so far.</summary>
    public IReadOnlyList<TextEdit> Edits => _edits;

    /// <summary>Puts a text under a key of a mapping that is under a key of another, making what is not there.</summary>
    /// <param name="parent">The outer mapping.</param>
    /// <param name="inner">The key of the inner one.</param>
    /// <param name="key">The key in it.</param>
    /// <param name="value">Its value.</param>
    public void Put(YamlMapping parent, string inner, string key, string value)
    {
        var flow = $"{Quoted(key)}: {Quoted(value)}";
        if (!parent.TryGet(inner, out var entry))
            Insert(parent, [$"{inner}:", $"  {key}: {Quoted(value)}"], $"{Quoted(inner)}: {{{flow}}}");
        else if (entry.Value is YamlScalar nothing)
            Replace(nothing, $"{{{flow}}}");
        else if (entry.Value is YamlMapping mapping && mapping.TryGet(key, out var there) && there.Value is YamlScalar scalar)
            Replace(scalar, Quoted(value));
        else if (entry.Value is YamlMapping other)
            Insert(other, [$"{key}: {Quoted(value)}"], flow);
    }

    /// <summary>Makes another key and another value of an entry.</summary>
    public void Rename(YamlEntry entry, string key, string value)
    {
        _edits.Add(new TextEdit(source.File, entry.Key.Span, key));
        Replace((YamlScalar)entry.Value, Quoted(value));
    }

    private void Replace(YamlScalar scalar, string text)
    {
        var (start, end) = (scalar.Span.Start.Value, scalar.Span.End.Value);
        // A block's mark ends only where the next value begins.
        while (end > start && source.Text[end - 1] is ' ' or '\t' or '\r' or '\n')
            end--;
        _edits.Add(new TextEdit(source.File, start..end, start == end && text[0] != ' ' ? $" {text}" : text));
    }

    private void Insert(YamlMapping mapping, IReadOnlyList<string> lines, string flow)
    {
        var at = _lines[mapping.Position.Line - 1] + mapping.Position.Column - 1;
        if (source.Text[at] == '{')
        {
            _edits.Add(new TextEdit(source.File, (at + 1)..(at + 1), mapping.Entries.IsEmpty ? flow : flow + ", "));
            return;
        }

        var lineEnd = source.Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var indent = new string(' ', mapping.Position.Column - 1);
        _edits.Add(new TextEdit(source.File, at..at, string.Concat(lines.Select(line => line + lineEnd + indent))));
    }

    // JSON's strings are YAML's in double quotes; what has such quotes itself is easier to read in single ones.
    private static string Quoted(string text) =>
        text.Contains('"', StringComparison.Ordinal) && !text.AsSpan().ContainsAnyInRange('\0', '\x1f')
            ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"
            : $"\"{JsonEncodedText.Encode(text)}\"";

    private static int[] LineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\n')
                starts.Add(at + 1);
        }

        return [.. starts];
    }
}
