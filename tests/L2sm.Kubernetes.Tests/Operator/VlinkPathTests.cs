using CsCheck;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Tests.Operator;

/// <summary>The two forms of the config of vlinks that L2S-M describes (examples/vlink, and the earlier one of its definition).</summary>
public sealed class VlinkPathTests
{
    private const string Reverse = """, "reverse-path": {"fromEndpoint": "node-e", "toEndpoint": "node-a", "path": ["node-d", "node-c"]}""";

    [Theory]
    [InlineData("""{"overlay-parameters": {"path": {"name": "first", "FromEndpoint": "node-a", "ToEndpoint": "node-e", "links": ["node-a-node-c", "link-node-c-node-d", "node-e-node-d"], "capabilities": {"bandwidthBits": "20M"}}}}""")]
    [InlineData("""{"overlay-parameters": {"path": {"fromEndpoint": "node-a", "toEndpoint": "node-e", "path": ["node-c", "node-d"]}%}}""")]
    [InlineData("""{"overlay-parameters": {"path": {"fromEndpoint": "node-a", "toEndpoint": "node-e", "path": ["node-a", "node-c", "node-d", "node-e"]}}}""")]
    [InlineData("""{"overlay-parameters": {"overlay-paths": [{"FromEndpoint": "node-a", "ToEndpoint": "node-e", "path": ["node-c", "node-d"]}, {"fromEndpoint": "node-e", "toEndpoint": "node-a", "path": ["node-d", "node-c"]}]}}""")]
    public void A_way_is_read_in_each_form(string config) => Of(config.Replace("%", Reverse, StringComparison.Ordinal)).ShouldSatisfyAllConditions(
        path => path.Nodes.ShouldBe(["node-a", "node-c", "node-d", "node-e"]),
        path => path.Warning.ShouldBeNull());

    [Fact]
    public void Ends_without_nodes_between_are_joined_at_once_and_one_end_may_be_both()
    {
        Of("""{"overlay-parameters": {"path": {"FromEndpoint": "a", "ToEndpoint": "b", "path": []}}}""").Nodes.ShouldBe(["a", "b"]);
        Of("""{"overlay-parameters": {"path": {"FromEndpoint": "a", "ToEndpoint": "a", "path": []}}}""").Nodes.ShouldBe(["a"]);
    }

    /// <summary>The example of L2S-M names links, which an Overlay has no names for, and another way back.</summary>
    [Fact]
    public void Links_that_only_a_person_could_tell_are_said_with_the_cure()
    {
        var path = Of("""{"overlay-parameters": {"path": {"FromEndpoint": "node-a", "ToEndpoint": "node-e", "links": ["link-ac", "link-cd", "link-de"]}}}""");

        path.Nodes.ShouldBeEmpty();
        path.Warning.ShouldNotBeNull().ShouldContain("'link-ac' is no link of node node-a");
        path.Warning.ShouldContain("write it as node-a-NODE");
    }

    [Theory]
    [InlineData("""{"FromEndpoint": "e", "ToEndpoint": "a", "path": ["b"]}""", "asks for another way back, e - b - a")]
    [InlineData("""{"FromEndpoint": "e"}""", "the way back of its config cannot be read")]
    public void Another_way_back_is_told_and_frames_take_the_first_both_ways(string back, string told)
    {
        var path = Of($$"""{"overlay-parameters": {"path": {"FromEndpoint": "a", "ToEndpoint": "e", "path": ["c"]}, "reverse-path": {{back}} } }""");

        path.Nodes.ShouldBe(["a", "c", "e"]);
        path.Warning.ShouldNotBeNull().ShouldContain(told);
    }

    [Theory]
    [InlineData("no JSON", "it is no JSON")]
    [InlineData("[]", "no mapping 'overlay-parameters'")]
    [InlineData("""{"overlay-parameters": {}}""", "neither 'path' nor 'overlay-paths'")]
    [InlineData("""{"overlay-parameters": {"overlay-paths": []}}""", "neither 'path' nor 'overlay-paths'")]
    [InlineData("""{"overlay-parameters": {"path": {"ToEndpoint": "b", "path": []}}}""", "name its ends")]
    [InlineData("""{"overlay-parameters": {"path": {"FromEndpoint": "a", "ToEndpoint": "b"}}}""", "name the nodes between")]
    [InlineData("""{"overlay-parameters": {"path": {"FromEndpoint": "a", "ToEndpoint": "b", "path": [""]}}}""", "name the nodes between")]
    [InlineData("""{"overlay-parameters": {"path": {"FromEndpoint": "a", "ToEndpoint": "b", "links": ["a-c"]}}}""", "end at c, not at b")]
    [InlineData("""{"overlay-parameters": {"path": {"FromEndpoint": "a", "ToEndpoint": "b", "path": ["c", "c"]}}}""", "passes c twice")]
    public void What_cannot_be_followed_is_told(string config, string told)
    {
        var path = Of(config);

        path.Nodes.ShouldBeEmpty();
        path.Warning.ShouldNotBeNull().ShouldContain(told);
    }

    [Fact]
    public void A_vlink_without_a_config_and_what_is_no_vlink_may_go_any_way()
    {
        VlinkPath.Of(new L2NetworkSpec { Type = "vlink" }).ShouldBe(new VlinkPath(VlinkPath.Of(new L2NetworkSpec { Type = "vlink" }).Nodes, null));
        VlinkPath.Of(new L2NetworkSpec { Type = "vnet", Config = "anything" }).ShouldSatisfyAllConditions(p => p.Nodes.ShouldBeEmpty(), p => p.Warning.ShouldBeNull());
    }

    /// <summary>Whoever may make L2Networks writes it: nothing in it breaks anything, and a way never has a loop or no end.</summary>
    [Fact]
    public void Any_text_is_read_as_a_way_without_loops_or_told()
    {
        var node = Gen.OneOf(Gen.Const("a"), Gen.Const("b"), Gen.Const("a-b"), Gen.Const("link-a"), Gen.Const(""), Gen.Const("-"));
        var texts = Gen.OneOf(node.Array[0, 5].Select(all => $"[{string.Join(", ", all.Select(one => $"\"{one}\""))}]"), Gen.OneOf(Gen.Const("null"), Gen.Const("1"), Gen.Const("{}"), Gen.Const("[1]"), Gen.Const("[[]]")));
        var way = Gen.Select(node, node, Gen.OneOf(Gen.Const("path"), Gen.Const("links"), Gen.Const("Links")), texts, (from, to, key, list) => $$"""{"FromEndpoint": "{{from}}", "toendpoint": "{{to}}", "{{key}}": {{list}} }""");
        var config = Gen.Select(Gen.OneOf(way, texts), Gen.OneOf(way, texts), Gen.Bool, (there, back, isList) => isList
            ? $$"""{"overlay-parameters": {"overlay-paths": [{{there}}, {{back}}]} }"""
            : $$"""{"overlay-parameters": {"path": {{there}}, "reverse-path": {{back}} } }""");
        Gen.OneOf(config, Gen.String).Sample(text =>
        {
            var path = Of(text);
            path.Nodes.Distinct().Count().ShouldBe(path.Nodes.Count);
            path.Nodes.ShouldNotContain("");
            if (path.Nodes.Count == 0 && !string.IsNullOrWhiteSpace(text)) path.Warning.ShouldNotBeNull();
        });
    }

    private static VlinkPath Of(string config) => VlinkPath.Of(new L2NetworkSpec { Type = "vlink", Config = config });
}
