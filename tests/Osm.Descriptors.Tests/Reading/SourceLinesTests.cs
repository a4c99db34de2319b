using CsCheck;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Tests.Reading;

public sealed class SourceLinesTests
{
    [Fact]
    public void Every_kind_of_line_end_counts_once()
    {
        var lines = new SourceLines(new SourceText("f", "a\nb\r\nc\rd\u0085e\u2028f"));

        Enumerable.Range(1, lines.Count).Select(lines.TextOf).ShouldBe(["a", "b", "c", "d", "e", "f"]);
        lines.TextOf(0).ShouldBeEmpty();
        lines.TextOf(7).ShouldBeEmpty();
    }

    [Fact]
    public void Offset_and_position_are_each_others_inverse() =>
        Gen.Select(Gen.String[Gen.Char["a\n\ré\u2028"], 0, 30], Gen.Int[0, 30]).Sample((text, offset) =>
        {
            offset = Math.Min(offset, text.Length);
            var lines = new SourceLines(new SourceText("f", text));
            var position = lines.PositionOf(offset);
            return lines.OffsetOf(position.Line, position.Column) == offset;
        });
}
