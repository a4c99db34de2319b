using System.Globalization;

namespace Osm.Descriptors.Model.Schema;

/// <summary>Reads the compact notation of the information model, which docs/model.md tells.</summary>
internal sealed class SchemaText
{
    private readonly Dictionary<string, LeafType> _identities = new(StringComparer.Ordinal);
    private readonly SchemaNode _root = new("", NodeKind.Container, null);

    private SchemaText()
    {
    }

    /// <summary>Reads texts; a later one adds to what an earlier one has.</summary>
    public static SchemaNode Read(params IEnumerable<string> texts)
    {
        var reader = new SchemaText();
        foreach (var text in texts)
            reader.Add(text);
        return reader._root;
    }

    private void Add(string text)
    {
        List<SchemaNode> open = [_root];
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty || line[0] == '#')
                continue;
            if (line.StartsWith("identity "))
            {
                AddIdentity(line["identity ".Length..].ToString());
                continue;
            }

            var depth = line.IndexOfAnyExcept(' ');
            var words = SplitWords(line[depth..].ToString());
            open.RemoveRange(depth + 1, open.Count - depth - 1);
            open.Add(ReadNode(words, open[depth]));
        }
    }

    private SchemaNode ReadNode(List<string> words, SchemaNode parent)
    {
        var head = words[0];
        var bracket = head.IndexOf('[');
        var (name, kind) = head switch
        {
            [.., '/'] => (head[..^1], NodeKind.Container),
            [.., '*'] => (head[..^1], NodeKind.LeafList),
            _ when bracket > 0 => (head[..bracket], NodeKind.List),
            _ => (head, NodeKind.Leaf),
        };
        if (parent.Child(name) is { } known)
            return known;

        var (least, most, choice, alternative, mandatory) = (0, int.MaxValue, (string?)null, (string?)null, false);
        foreach (var word in words.Skip(1))
        {
            if (word == "!")
                mandatory = true;
            else if (word[0] == '?')
                (choice, alternative) = (word[1..word.IndexOf('=')], word[(word.IndexOf('=') + 1)..]);
            else if (char.IsAsciiDigit(word[0]))
                (least, most) = ReadRange(word);
        }

        var node = new SchemaNode(name, kind, parent)
        {
            Type = kind is NodeKind.Leaf or NodeKind.LeafList ? ReadType(words[1]) : null,
            Keys = kind == NodeKind.List ? head[(bracket + 1)..^1].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [],
            IsMandatory = mandatory,
            Least = least,
            Most = most,
            Choice = choice,
            Case = alternative,
        };
        parent.Add(node);
        return node;
    }

    private static (int Least, int Most) ReadRange(string word)
    {
        var dots = word.IndexOf("..", StringComparison.Ordinal);
        var least = int.Parse(word.AsSpan(0, dots), NumberStyles.None, CultureInfo.InvariantCulture);
        return (least, dots + 2 == word.Length ? int.MaxValue : int.Parse(word.AsSpan(dots + 2), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private LeafType ReadType(string word)
    {
        var bracket = word.IndexOf('(');
        var inner = bracket < 0 ? "" : word[(bracket + 1)..^1];
        return (bracket < 0 ? word : word[..bracket]) switch
        {
            "string" when inner.Length > 0 => WithRange(LeafKind.Text, inner),
            "string" => LeafType.Of(LeafKind.Text),
            "bool" => LeafType.Of(LeafKind.Boolean),
            "int" => WithRange(LeafKind.Integer, inner),
            "dec" => LeafType.Of(LeafKind.Decimal),
            "ip" => LeafType.Of(LeafKind.Address),
            "empty" => LeafType.Of(LeafKind.Empty),
            "enum" => LeafType.Of(LeafKind.Enumeration) with { Values = inner.Split('|') },
            "id" => _identities[inner],
            "ref" => LeafType.Of(LeafKind.Reference) with { Target = ReadTarget(inner) },
            _ => throw new FormatException($"the model has no type '{word}'"),
        };
    }

    private static LeafType WithRange(LeafKind kind, string range)
    {
        var dots = range.IndexOf("..", StringComparison.Ordinal);
        return LeafType.Of(kind) with
        {
            Low = Int128.Parse(range.AsSpan(0, dots), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
            High = Int128.Parse(range.AsSpan(dots + 2), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        };
    }

    private static ReferenceTarget ReadTarget(string path)
    {
        if (path[0] == '/')
            return new ReferenceTarget(0, path[1..].Split('/'));
        var slash = path.IndexOf('/');
        return new ReferenceTarget(int.Parse(path.AsSpan(1, slash - 1), NumberStyles.None, CultureInfo.InvariantCulture), path[(slash + 1)..].Split('/'));
    }

    // "name (prefixes) values"
    private void AddIdentity(string text)
    {
        var open = text.IndexOf('(');
        var close = text.IndexOf(')');
        _identities[text[..(open - 1)]] = LeafType.Of(LeafKind.Identity) with
        {
            Prefixes = text[(open + 1)..close].Split(' '),
            Values = text[(close + 2)..].Split(' '),
        };
    }

    // The keys of a list are parted by blanks too, within their brackets.
    private static List<string> SplitWords(string line)
    {
        List<string> words = [];
        var start = 0;
        var depth = 0;
        for (var index = 0; index <= line.Length; index++)
        {
            if (index == line.Length || (line[index] == ' ' && depth == 0))
            {
                words.Add(line[start..index]);
                start = index + 1;
            }
            else if (line[index] is '[' or '(')
            {
                depth++;
            }
            else if (line[index] is ']' or ')')
            {
                depth--;
            }
        }

        return words;
    }
}
