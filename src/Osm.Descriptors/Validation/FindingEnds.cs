using System.Collections.Immutable;
using Osm.Descriptors.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Osm.Descriptors.Validation;

/// <summary>Finds out where that ends which begins at a finding's place: the whole key or value, else the word.</summary>
internal static class FindingEnds
{
    /// <summary>The findings with their ends. Files that cannot be looked at, and findings that know their end, stay as they are.</summary>
    public static ImmutableArray<Finding> Fill(ImmutableArray<Finding> findings, IReadOnlyDictionary<string, SourceText> sources)
    {
        if (findings.IsEmpty)
            return findings;
        var files = new Dictionary<string, Values?>(StringComparer.Ordinal);
        return [.. findings.Select(finding => finding.End is null && finding.Position.Line > 0 ? finding with { End = EndOf(finding.Position) } : finding)];

        SourcePosition? EndOf(SourcePosition place)
        {
            if (!files.TryGetValue(place.File, out var values))
                files[place.File] = values = sources.TryGetValue(place.File, out var source) ? new Values(source) : null;
            return values?.EndOf(place);
        }
    }

    private sealed class Values
    {
        private readonly SourceText _source;
        private readonly SourceLines _lines;
        private readonly Dictionary<int, int> _ends = [];

        public Values(SourceText source)
        {
            _source = source;
            _lines = new SourceLines(source);
            try
            {
                var parser = new Parser(new StringReader(source.Text));
                // Beyond this depth nothing is read as a descriptor, and the parser takes quadratic time.
                for (var depth = 0; depth <= YamlLimits.Default.MaxDepth && parser.MoveNext(); depth += parser.Current?.NestingIncrease ?? 0)
                {
                    if (parser.Current is Scalar or AnchorAlias && parser.Current.End.Index > parser.Current.Start.Index)
                        _ends[(int)parser.Current.Start.Index] = (int)parser.Current.End.Index;
                }
            }
            // Not YAML from here on, which is a finding of its own. The kinds are those that YamlReader meets.
            catch (Exception broken) when (broken is YamlException or ArgumentException or InvalidOperationException or FormatException
                or OverflowException or IndexOutOfRangeException or InvalidCastException or NullReferenceException)
            {
            }
        }

        public SourcePosition EndOf(SourcePosition place)
        {
            var start = _lines.OffsetOf(place.Line, place.Column);
            if (!_ends.TryGetValue(start, out var end))
            {
                end = start;
                while (end < _source.Text.Length && !char.IsWhiteSpace(_source.Text[end]))
                    end++;
            }

            return _lines.PositionOf(end);
        }
    }
}
