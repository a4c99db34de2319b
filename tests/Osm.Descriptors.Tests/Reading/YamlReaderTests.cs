using System.Text;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Reading;

public sealed class YamlReaderTests
{
    [Fact]
    public void Every_key_and_value_knows_its_line_and_column()
    {
        var root = ReadMapping("# comment\na: 1\nlist:\n- x: 'quoted'\n  y: [p, {q: r}]\n");

        root.TryGet("a", out var a).ShouldBeTrue();
        Place(a.Key).ShouldBe((2, 1));
        Place(a.Value).ShouldBe((2, 4));
        var item = Sequence(root, "list").Items[0].ShouldBeOfType<YamlMapping>();
        Place(item).ShouldBe((4, 3));
        item.TryGet("x", out var x).ShouldBeTrue();
        Place(x.Value).ShouldBe((4, 6));
        var flow = Sequence(item, "y");
        Place(flow.Items[0]).ShouldBe((5, 7));
        Place(flow.Items[1]).ShouldBe((5, 10));
    }

    [Theory]
    [InlineData("\ufeffkey: value\nother: 2\n")]
    [InlineData("key: value\r\nother: 2\r\n")]
    [InlineData("\ufeffkey: value\r\nother: 2")]
    public void A_byte_order_mark_and_windows_line_ends_change_no_place(string text)
    {
        var root = ReadMapping(text);

        root.TryGet("key", out var key).ShouldBeTrue();
        Place(key.Value).ShouldBe((1, 6));
        root.TryGet("other", out var other).ShouldBeTrue();
        Place(other.Key).ShouldBe((2, 1));
    }

    [Fact]
    public void A_scalar_spans_exactly_its_characters()
    {
        var source = Decode("a: 'it''s'\nb: \"😀\"   # c\n");
        var root = Read(source, out _).ShouldBeOfType<YamlMapping>();

        source.Text[root.Entries[0].Value.ShouldBeOfType<YamlScalar>().Span].ShouldBe("'it''s'");
        source.Text[root.Entries[1].Value.ShouldBeOfType<YamlScalar>().Span].ShouldBe("\"😀\"");
    }

    [Fact]
    public void An_alias_stands_where_it_is_used_and_its_inside_where_it_is_written()
    {
        var root = ReadMapping("one: &net data\ntwo: *net\nmap: &m {k: v}\nagain: *m\n");

        root.TryGet("two", out var two).ShouldBeTrue();
        two.Value.ShouldBeOfType<YamlScalar>().Value.ShouldBe("data");
        Place(two.Value).ShouldBe((2, 6));
        root.TryGet("again", out var again).ShouldBeTrue();
        Place(again.Value).ShouldBe((4, 8));
        Place(again.Value.ShouldBeOfType<YamlMapping>().Entries[0].Value).ShouldBe((3, 13));
    }

    [Fact]
    public void A_merge_key_adds_what_is_not_given()
    {
        var root = ReadMapping("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\nlist:\n  <<: [{p: 1}, {p: 2, q: 3}]\n");

        var use = Mapping(root, "use");
        Text(use, "x").ShouldBe("1");
        Text(use, "y").ShouldBe("3");
        Text(Mapping(root, "list"), "p").ShouldBe("1");
        Text(Mapping(root, "list"), "q").ShouldBe("3");
    }

    [Fact]
    public void A_duplicate_key_is_told_with_both_places_and_the_last_value_holds()
    {
        var root = Read(Decode("a:\n  k: 1\n  other: x\n  k: 2\n"), out var findings).ShouldBeOfType<YamlMapping>();

        var finding = findings.ShouldHaveSingleItem();
        finding.RuleId.ShouldBe("OSM002");
        finding.Position.ShouldBe(new SourcePosition("f.yaml", 4, 3));
        finding.Message.ShouldContain("line 2, column 3");
        Text(Mapping(root, "a"), "k").ShouldBe("2");
    }

    [Theory]
    [InlineData("a: [1, 2\nb: 3\n", 2)]
    [InlineData("a: 'open\n", 1)]
    [InlineData("a: b: c\n", 1)]
    [InlineData("a:\n\t- x\n", 2)]
    [InlineData("ok: 1\nbad: *nowhere\n", 2)]
    [InlineData("ok: 1\nself: &s [*s]\n", 2)]
    [InlineData("ok: 1\nbell: \u0007\n", 2)]
    [InlineData("ok: 1\n{{ template }}\n", 2)]
    [InlineData("{{ .Values.x }}: 1\n", 1)]
    [InlineData("a: \"\\UFFFFFFFF\"\n", 1)]
    [InlineData("a: 1\n<<: text\n", 2)]
    public void Bad_YAML_is_a_finding_at_its_line(string text, int line)
    {
        Read(Decode(text), out var findings);

        findings.ShouldContain(finding => finding.RuleId == "OSM001" && Math.Abs(finding.Position.Line - line) <= 1, string.Join('\n', findings));
        findings.ShouldAllBe(finding => finding.Position.Column > 0);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_told_with_their_place()
    {
        var findings = new FindingList();

        SourceText.Decode("f.yaml", [.. "a: 1\nb: é"u8, 0xe9, (byte)'\n'], YamlLimits.Default, findings).ShouldBeNull();

        findings.ToSorted().ShouldHaveSingleItem().Position.ShouldBe(new SourcePosition("f.yaml", 2, 5));
    }

    [Fact]
    public void A_second_document_is_told_where_it_begins()
    {
        Read(Decode("a: 1\n---\nb: 2\n"), out var findings);

        var finding = findings.ShouldHaveSingleItem();
        finding.RuleId.ShouldBe("OSM004");
        finding.Position.Line.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    public void An_empty_file_is_told(string text)
    {
        Read(Decode(text), out var findings).ShouldBeNull();

        findings.ShouldHaveSingleItem().RuleId.ShouldBe("OSM004");
    }

    [Theory]
    [InlineData("vnfd:\n\tid: x\n", 2, 1)]
    [InlineData("vnfd:\n  kdu:\n  - name: a\n \t  helm-chart: b\n", 4, 2)]
    [InlineData("vnfd:\n  id: x\n\t\n  b: c\n", 3, 1)]
    public void A_tab_in_the_indentation_is_told_where_it_stands(string text, int line, int column)
    {
        Read(Decode(text), out var findings).ShouldBeNull();

        var finding = findings.ShouldHaveSingleItem();
        (finding.Position.Line, finding.Position.Column).ShouldBe((line, column));
        finding.Message.ShouldContain("tab");
    }

    private static SourceText Decode(string text) =>
        SourceText.Decode("f.yaml", Encoding.UTF8.GetBytes(text), YamlLimits.Default, new FindingList()).ShouldNotBeNull();

    private static YamlNode? Read(SourceText source, out IReadOnlyList<Finding> findings)
    {
        var list = new FindingList();
        var root = YamlReader.Read(source, YamlLimits.Default, list);
        findings = list.ToSorted();
        return root;
    }

    private static YamlMapping ReadMapping(string text)
    {
        var root = Read(Decode(text), out var findings);
        findings.ShouldBeEmpty();
        return root.ShouldBeOfType<YamlMapping>();
    }

    private static (int Line, int Column) Place(YamlNode node) => (node.Position.Line, node.Position.Column);

    private static YamlSequence Sequence(YamlMapping parent, string key) => Value(parent, key).ShouldBeOfType<YamlSequence>();

    private static YamlMapping Mapping(YamlMapping parent, string key) => Value(parent, key).ShouldBeOfType<YamlMapping>();

    private static string Text(YamlMapping parent, string key) => Value(parent, key).ShouldBeOfType<YamlScalar>().Value;

    private static YamlNode Value(YamlMapping parent, string key)
    {
        parent.TryGet(key, out var entry).ShouldBeTrue(key);
        return entry.Value;
    }
}
