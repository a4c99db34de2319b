using System.Diagnostics;
using System.Text;
using CsCheck;
using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Reading;

public sealed class HostileYamlTests
{
    // What is not linear in the input takes minutes here; a busy machine must not fail the test.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public void An_alias_bomb_is_refused_within_bounds()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 12; level++)
            bomb.Append($"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n");

        Outcome(bomb.ToString()).ShouldContain(finding => finding.RuleId == "OSM003" && finding.Position.Line > 1);
    }

    [Fact]
    public void A_bomb_of_merge_keys_is_refused_within_bounds()
    {
        var bomb = new StringBuilder("a0: &a0 {" + string.Join(", ", Enumerable.Range(0, 1000).Select(key => $"k{key}: v")) + "}\n");
        for (var level = 1; level < 12; level++)
            bomb.Append($"a{level}: &a{level}\n  <<: [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n");

        Outcome(bomb.ToString()).ShouldContain(finding => finding.RuleId == "OSM003");
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("&a [*a, ")]
    [InlineData("!!seq [")]
    public void Endless_nesting_is_refused_within_bounds(string opening)
    {
        var text = string.Concat(Enumerable.Repeat(opening, 1_000_000 / opening.Length));

        Outcome(text).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("*")]
    [InlineData("&")]
    [InlineData("%")]
    [InlineData("|\n")]
    [InlineData("\"")]
    [InlineData("a: 1\n")]
    [InlineData("? a\n: b\n")]
    [InlineData("- a\n")]
    [InlineData("---\n")]
    [InlineData("# x\n")]
    [InlineData("\t")]
    [InlineData("!<")]
    [InlineData(",")]
    public void Long_repetition_ends_in_time(string part) =>
        Outcome(string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length))).ShouldNotBeEmpty();

    [Fact]
    public void Endless_duplicate_keys_give_a_bounded_number_of_findings() =>
        Outcome(string.Concat(Enumerable.Repeat("a: 1\n", 1_000))).Count.ShouldBe(101);

    [Fact]
    public void A_file_that_is_too_large_is_refused_unread()
    {
        var findings = new FindingList();

        SourceText.Decode("f.yaml", new byte[5 * 1024 * 1024], YamlLimits.Default, findings).ShouldBeNull();

        findings.ToSorted().ShouldHaveSingleItem().RuleId.ShouldBe("OSM003");
    }

    [Fact]
    public void Random_bytes_end_in_findings() =>
        Gen.Byte.Array[0, 400].Sample(bytes =>
        {
            var findings = new FindingList();
            if (SourceText.Decode("f.yaml", bytes, YamlLimits.Default, findings) is { } source)
                DescriptorReader.Read(source, YamlLimits.Default, findings);
            findings.ToSorted().ShouldNotBeEmpty();
        });

    [Fact]
    public void Random_punctuation_ends_without_an_exception() =>
        Gen.String[Gen.Char["[]{},:-?&*!|>'\"%@`#~<= \n\t\r\\aUu0x\u0085\u2028"], 0, 120].Sample(
            text => { Outcome(text); }, iter: 20_000);

    [Fact]
    public void A_descriptor_with_any_part_cut_out_or_doubled_ends_without_an_exception() =>
        Gen.Select(Gen.Bool.Select(vnfd => vnfd ? Samples.Vnfd : Samples.Nsd), Gen.Double[0, 1], Gen.Double[0, 1], Gen.Bool).Sample(
            (text, first, second, doubled) =>
            {
                var from = (int)(Math.Min(first, second) * text.Length);
                var to = (int)(Math.Max(first, second) * text.Length);
                Outcome(doubled ? text[..to] + text[from..] : text[..from] + text[to..]);
            },
            iter: 3_000);

    [Fact]
    public void Every_scalar_stands_where_its_position_says() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 1, 6].Array[1, 12], Gen.Int[0, 5], Gen.Bool.Select(windows => windows ? "\r\n" : "\n")).Sample((words, indent, lineEnd) =>
        {
            var text = new StringBuilder();
            for (var index = 0; index < words.Length; index++)
                text.Append(new string(' ', indent)).Append('k').Append(index).Append(": ").Append(words[index]).Append("  # ü").Append(lineEnd);
            var source = new SourceText("f.yaml", text.ToString());

            var root = YamlReader.Read(source, YamlLimits.Default, new FindingList()).ShouldBeOfType<YamlMapping>();

            var lines = source.Text.Split('\n');
            foreach (var scalar in root.Entries.SelectMany(entry => new[] { entry.Key, (YamlScalar)entry.Value }))
            {
                lines[scalar.Position.Line - 1][(scalar.Position.Column - 1)..].ShouldStartWith(scalar.Value);
                source.Text[scalar.Span].ShouldBe(scalar.Value);
            }
        });

    private static IReadOnlyList<Finding> Outcome(string text)
    {
        var findings = new FindingList();
        var watch = Stopwatch.StartNew();
        DescriptorReader.Read(new SourceText("f.yaml", text), YamlLimits.Default, findings);
        watch.Elapsed.ShouldBeLessThan(Bound);
        return findings.ToSorted();
    }
}
