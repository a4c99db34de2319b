using System.Text.Json.Nodes;
using CsCheck;
using Osm.Descriptors.Instantiation;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Instantiation;

public sealed class YamlTextTests
{
    private static readonly string[] Traps =
    [
        "", " ", "y", "No", "null", "~", "1", "1.5", "-", "- a", "a: b", "#", "a #b", "2024-01-02", "0x1", "1:30", "'", "\"", "\\", "é", "😀", "\t", "a\nb", "\n", "{}", "[a]",
        "*x", "&x", "!x", "%", "@", "`", "|", ">", "a.b", "\u0085", "\u2028", "\u007f", "<<", "=", "---", "...",
    ];

    private static readonly Gen<string> Words = Gen.OneOf(
        Gen.Int[0, Traps.Length - 1].Select(index => Traps[index]), Gen.String[0, 12].Where(text => !text.Any(char.IsSurrogate)));

    private static readonly Gen<JsonNode?> Nodes = Gen.Recursive<JsonNode?>((depth, inner) =>
    {
        var leaf = Gen.OneOf(Words.Select(text => (JsonNode?)JsonValue.Create(text)), Gen.Long.Select(number => (JsonNode?)JsonValue.Create(number)), Gen.Bool.Select(flag => (JsonNode?)JsonValue.Create(flag)), Gen.Const((JsonNode?)null));
        return depth > 3 ? leaf : Gen.OneOf(
            leaf,
            inner.Array[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])),
            Gen.Select(Words.Array[0, 4], inner.Array[4, 4], (keys, values) => (JsonNode?)new JsonObject(keys.Distinct().Zip(values, (key, value) => KeyValuePair.Create(key, value?.DeepClone())))));
    });

    [Fact]
    public void What_is_written_is_read_as_it_was() =>
        Nodes.Select(node => new JsonObject { ["a"] = node?.DeepClone() }).Sample(
            node =>
            {
                var findings = new FindingList();
                var text = YamlText.Of(node);
                var read = YamlReader.Read(new SourceText("x", text), YamlLimits.Default, findings);
                // Control characters that YAML has no escape-free form for are the only thing that may be left out: there are none.
                findings.ToSorted().ShouldBeEmpty(text);
                JsonNode.DeepEquals(YamlJson.Of(read!), node).ShouldBeTrue(text);
            },
            iter: 2_000);

    [Fact]
    public void Plain_words_stand_plain_and_lines_as_a_block() =>
        YamlText.Of(JsonNode.Parse("""{"a": "b-c.d", "no": [], "list": [{"x": 1, "y": {}}, [true, "10.0.0.0/8"]], "text": "{\n  \"a\": 1\n}"}""")!)
            .ShouldBe("a: b-c.d\n\"no\": []\nlist:\n- x: 1\n  \"y\": {}\n- - true\n  - \"10.0.0.0/8\"\ntext: |-\n  {\n    \"a\": 1\n  }\n");
}
