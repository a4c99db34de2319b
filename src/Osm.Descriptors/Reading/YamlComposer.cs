using System.Collections.Immutable;
using Osm.Descriptors.Validation;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Osm.Descriptors.Reading;

/// <summary>Makes nodes of the parser's events; a new one for each document.</summary>
internal sealed class YamlComposer(IParser parser, string file, YamlLimits limits, FindingList findings)
{
    // More help nobody, and each costs memory.
    private const int MaxDuplicates = 100;

    private readonly Dictionary<string, Anchored> _anchors = new(StringComparer.Ordinal);
    private int _nodes;
    private int _duplicates;

    public static SourcePosition PositionOf(string file, Mark mark) => new(file, (int)mark.Line, (int)mark.Column);

    public YamlNode Compose(int depth)
    {
        var before = _nodes;
        switch (parser.Current)
        {
            case AnchorAlias alias:
                parser.MoveNext();
                return Resolve(alias);
            case Scalar scalar:
                parser.MoveNext();
                Count(scalar);
                return Remember(scalar, before, new YamlScalar(At(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain, SpanOf(scalar)));
            case SequenceStart start:
                Enter(start, depth);
                return Remember(start, before, ComposeSequence(start, depth));
            case MappingStart start:
                Enter(start, depth);
                return Remember(start, before, ComposeMapping(start, depth));
            case var other:
                throw new YamlRefusedException(
                    RuleCatalogue.YamlSyntax, SourcePosition.WholeFile(file), $"a value is missing ({other?.GetType().Name ?? "end"})",
                    "mend the YAML");
        }
    }

    private YamlSequence ComposeSequence(SequenceStart start, int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(Compose(depth + 1));
        return new YamlSequence(At(start), items.ToImmutable());
    }

    private YamlMapping ComposeMapping(MappingStart start, int depth)
    {
        var entries = new OrderedDictionary<string, YamlEntry>(StringComparer.Ordinal);
        var merged = new List<YamlNode>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Compose(depth + 1);
            var value = Compose(depth + 1);
            if (key is not YamlScalar text)
            {
                findings.Add(
                    RuleCatalogue.YamlSyntax, key.Position, "a list or a mapping stands where a key should",
                    "descriptors have plain words as keys; a brace or bracket from a template left here must be quoted or replaced");
            }
            else if (text is { IsPlain: true, Value: "<<" })
            {
                merged.Add(value);
            }
            else
            {
                AddEntry(entries, new YamlEntry(text, value));
            }
        }

        foreach (var value in merged)
            Merge(entries, value);
        return new YamlMapping(At(start), [.. entries.Values]);
    }

    private void AddEntry(OrderedDictionary<string, YamlEntry> entries, YamlEntry entry)
    {
        if (!entries.TryGetValue(entry.Key.Value, out var first))
        {
            entries.Add(entry.Key.Value, entry);
            return;
        }

        if (++_duplicates > MaxDuplicates)
        {
            throw new YamlRefusedException(
                RuleCatalogue.YamlTooLarge, entry.Key.Position, $"more than {MaxDuplicates} keys stand twice; the rest was not looked at",
                "were two files joined, or is an indentation lost?");
        }

        var earlier = first.Key.Position;
        findings.Add(
            RuleCatalogue.DuplicateKey, entry.Key.Position,
            $"the key '{entry.Key.Value}' stands here again; the first is in line {earlier.Line}, column {earlier.Column}",
            "keep one of the two: OSM takes the last without a word");
        entries[entry.Key.Value] = entry;
    }

    private void Merge(OrderedDictionary<string, YamlEntry> entries, YamlNode value)
    {
        switch (value)
        {
            case YamlMapping mapping:
                Count(mapping.Entries.Length, mapping.Position);
                foreach (var entry in mapping.Entries)
                    entries.TryAdd(entry.Key.Value, entry);
                break;
            case YamlSequence sequence when sequence.Items.All(item => item is YamlMapping):
                foreach (var item in sequence.Items)
                    Merge(entries, item);
                break;
            default:
                findings.Add(
                    RuleCatalogue.YamlSyntax, value.Position, "'<<' merges a mapping or a list of mappings, and this is neither",
                    "let it name an anchor of a mapping, such as '<<: *common'");
                break;
        }
    }

    private YamlNode Resolve(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
        {
            throw new YamlRefusedException(
                RuleCatalogue.YamlSyntax, At(alias), $"the alias '*{alias.Value.Value}' names no anchor that is complete above it",
                $"define it first with '&{alias.Value.Value}', or quote the text if no alias is meant");
        }

        Count(target.Size, At(alias));
        return target.Node is YamlScalar scalar
            ? scalar with { Position = At(alias), Span = SpanOf(alias) }
            // What is inside keeps its own place: there it can be mended.
            : target.Node with { Position = At(alias) };
    }

    private YamlNode Remember(NodeEvent written, int before, YamlNode node)
    {
        if (!written.Anchor.IsEmpty)
            _anchors[written.Anchor.Value] = new Anchored(node, _nodes - before);
        return node;
    }

    private void Enter(ParsingEvent start, int depth)
    {
        if (depth > limits.MaxDepth)
        {
            throw new YamlRefusedException(
                RuleCatalogue.YamlTooLarge, At(start), $"nested deeper than {limits.MaxDepth} levels",
                "a descriptor needs about ten levels: is a bracket or an indentation wrong?");
        }

        parser.MoveNext();
        Count(start);
    }

    private void Count(ParsingEvent written) => Count(1, At(written));

    private void Count(int nodes, SourcePosition position)
    {
        // The two summands are each at most MaxNodes: no overflow.
        _nodes += nodes;
        if (_nodes > limits.MaxNodes)
        {
            throw new YamlRefusedException(
                RuleCatalogue.YamlTooLarge, position, $"with its aliases written out the document has more than {limits.MaxNodes} keys and values",
                "write fewer or smaller aliases");
        }
    }

    private SourcePosition At(ParsingEvent written) => PositionOf(file, written.Start);

    private static Range SpanOf(ParsingEvent written) => (int)written.Start.Index..(int)written.End.Index;

    private sealed record Anchored(YamlNode Node, int Size);
}
