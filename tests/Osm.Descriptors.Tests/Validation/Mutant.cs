using Osm.Descriptors.Model.Schema;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Validation;

/// <summary>A valid descriptor with one fault.</summary>
/// <param name="Name">What was done, and where.</param>
/// <param name="Text">The whole descriptor.</param>
/// <param name="Lines">The lines where a finding would point at it: the key's own, and its parent's first.</param>
/// <param name="Words">What a finding elsewhere must name to be about it: the key, or the value before and after.</param>
internal sealed record Mutant(string Name, string Text, int[] Lines, string[] Words)
{
    private const string Unknown = "zz-unknown";

    /// <summary>Whether a message names it: in quotes, as all messages quote.</summary>
    public bool IsNamedIn(string message) => Words.Any(word => message.Contains($"'{word}'", StringComparison.Ordinal));

    /// <summary>Every key deleted, renamed, emptied and given another kind of value; every value changed; every element doubled.</summary>
    public static IEnumerable<Mutant> Of(string file, string text)
    {
        var root = (YamlMapping)YamlReader.Read(new SourceText(file, text), YamlLimits.Default, new FindingList())!;
        var (content, model) = Start(root);
        return Of(text.Split('\n'), content, model, content.Position.Line);
    }

    private static (YamlMapping Content, SchemaNode Model) Start(YamlMapping root)
    {
        if (root.TryGet("vnfd", out var vnfd))
            return ((YamlMapping)vnfd.Value, InformationModel.Vnfd);
        root.TryGet("nsd", out var outer);
        ((YamlMapping)outer!.Value).TryGet("nsd", out var inner);
        return ((YamlMapping)((YamlSequence)inner!.Value).Items[0], InformationModel.Nsd);
    }

    private static IEnumerable<Mutant> Of(string[] lines, YamlMapping mapping, SchemaNode node, int parentLine)
    {
        foreach (var entry in mapping.Entries)
        {
            var child = node.Child(entry.Name)!;
            var block = new Block(lines, entry.Key.Position.Line - 1, entry.Key.Position.Column - 1);
            var key = entry.Name;
            if (!Harmless.Deletions.Contains(child.Path))
                yield return block.Mutate($"delete {child.Path}", block.Deleted(), parentLine, [key, .. Scalars(entry.Value)]);
            yield return block.Mutate($"rename {child.Path}", block.WithKey("x" + key), parentLine, key);
            yield return block.Mutate($"empty {child.Path}", block.WithValue(""), parentLine, key);
            if (child.Kind is NodeKind.Leaf)
                yield return block.Mutate($"mapping for {child.Path}", block.WithValue(" {a: b}"), parentLine, key);
            if (child.Kind is NodeKind.Container or NodeKind.List)
                yield return block.Mutate($"value for {child.Path}", block.WithValue(" word"), parentLine, key);
            if (child.Kind == NodeKind.Leaf && !Harmless.Changes.Contains(child.Path))
            {
                yield return block.Mutate($"change {child.Path}", block.WithValue(" " + Unknown), parentLine, key, Scalar(entry.Value), Unknown);
                if (Scalar(entry.Value) is { Length: > 3 } value)
                    yield return block.Mutate($"typo in {child.Path}", block.WithValue($" {value[..^2]}{value[^1]}{value[^2]}x"), parentLine, key, value);
            }

            foreach (var mutant in Inner(lines, entry, child))
                yield return mutant;
        }
    }

    private static IEnumerable<Mutant> Inner(string[] lines, YamlEntry entry, SchemaNode child)
    {
        var line = entry.Key.Position.Line;
        if (entry.Value is YamlMapping mapping)
        {
            foreach (var mutant in Of(lines, mapping, child, line))
                yield return mutant;
        }

        foreach (var item in (entry.Value as YamlSequence)?.Items ?? [])
        {
            var element = new Block(lines, item.Position.Line - 1, item.Position.Column - 3);
            yield return element.Mutate($"double an element of {child.Path}", element.Doubled(), line, entry.Name);
            if (!Harmless.Deletions.Contains(child.Path + "/-"))
                yield return element.Mutate($"delete an element of {child.Path}", element.Deleted(), line, [entry.Name, .. Scalars(item)]);
            if (item is YamlMapping inner)
            {
                foreach (var mutant in Of(lines, inner, child, inner.Position.Line))
                    yield return mutant;
            }
            else if (!Harmless.Changes.Contains(child.Path))
            {
                yield return element.Mutate($"change an element of {child.Path}", element.With($"- {Unknown}"), line, entry.Name, Scalar(item), Unknown);
            }
        }
    }

    private static string Scalar(YamlNode node) => node is YamlScalar scalar ? scalar.Value : "";

    // What is gone may be missed by any of its names.
    private static string[] Scalars(YamlNode node) => node switch
    {
        YamlScalar scalar => [scalar.Value],
        YamlMapping mapping => [.. mapping.Entries.SelectMany(entry => Scalars(entry.Value))],
        YamlSequence sequence => [.. sequence.Items.SelectMany(Scalars)],
        _ => [],
    };

    /// <summary>The lines of a key or of a list's element, with all below it, in block style.</summary>
    private sealed class Block
    {
        private readonly string[] _lines;
        private readonly int _first;
        private readonly int _column;
        private readonly int _end;

        public Block(string[] lines, int first, int column)
        {
            (_lines, _first, _column, _end) = (lines, first, column, first + 1);
            while (_end < lines.Length && lines[_end].Length > 0 && IsBelow(lines[_end]))
                _end++;
        }

        private string Head => _lines[_first][.._column];

        private bool IsElement => _lines[_first][_column] == '-';

        // Elements of a list may stand as far left as its key.
        private bool IsBelow(string line)
        {
            var indent = line.Length - line.TrimStart().Length;
            return line[indent] == '#' || indent > _column || (!IsElement && indent == _column && line[indent] == '-' && _lines[_first].TrimEnd().EndsWith(':'));
        }

        public IEnumerable<string> Deleted()
        {
            // What stands behind a dash gives the dash to what follows.
            if (!IsElement && Head.Contains('-', StringComparison.Ordinal))
            {
                var follows = _end < _lines.Length && _lines[_end].StartsWith(new string(' ', _column), StringComparison.Ordinal) && _lines[_end].Length > _column && _lines[_end][_column] != '-';
                return follows ? [Head + _lines[_end][_column..], .. _lines[(_end + 1)..]] : [Head + "{}", .. _lines[_end..]];
            }

            return _lines[_end..];
        }

        public IEnumerable<string> Doubled() => [.. _lines[_first.._end], .. _lines[_first..]];

        public IEnumerable<string> With(string text) => [Head + text, .. _lines[_end..]];

        public IEnumerable<string> WithKey(string key) => [Head + key + _lines[_first][_lines[_first].IndexOf(':', _column)..], .. _lines[(_first + 1)..]];

        public IEnumerable<string> WithValue(string value) => With(_lines[_first][_column..(_lines[_first].IndexOf(':', _column) + 1)] + value);

        public Mutant Mutate(string name, IEnumerable<string> rest, int parentLine, params string[] words) =>
            new($"{name} (line {_first + 1})", string.Join('\n', _lines[.._first].Concat(rest)), [_first + 1, parentLine, _end, _end + 1], [.. words.Where(word => word.Length > 0)]);
    }
}
