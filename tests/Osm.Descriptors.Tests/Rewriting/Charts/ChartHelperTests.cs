using System.Text.Json.Nodes;
using L2smOsm.Testing.Charts;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Tests.Rewriting.Charts;

/// <summary>The template that comes into charts, as a renderer runs it.</summary>
public sealed class ChartHelperTests
{
    // Tells, for the name of an NS and the id of a VLD, and for a net_name, what the helper makes of it.
    private const string Probe = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: names
        data:
          {{- range $at, $vector := (.Files.Get "vectors.json" | fromJson).vectors }}
          {{- $values := dict "global" (dict "l2sm" (dict "nsName" $vector.nsName)) }}
          {{- if $vector.nsName }}
          n{{ $at }}: {{ include "l2sm.network" (dict "root" (dict "Values" $values "Release" $.Release) "net" $vector.vldId) | toJson }}
          {{- end }}
          r{{ $at }}: {{ include "l2sm.networkName" $vector.netName | toJson }}
          {{- end }}

        """;

    [HelmRenderFact]
    public async Task It_names_networks_as_the_service_does()
    {
        var vectors = JsonNode.Parse(File.ReadAllText(Path.Join(Repository.Root, "tests/naming-vectors.json")))!.AsArray()
            .Where(vector => vector!["error"] is null).Select(vector => vector!.DeepClone()).ToArray();
        vectors.Length.ShouldBeGreaterThan(50);
        var given = new JsonObject { ["vectors"] = new JsonArray(vectors) };

        var names = (await RenderAsync(Probe, given)).Object!["data"]!;

        for (var at = 0; at < vectors.Length; at++)
        {
            var expected = (string)vectors[at]["expected"]!;
            ((string?)names[$"r{at}"]).ShouldBe(expected, vectors[at].ToJsonString());
            if (vectors[at]["nsName"] is { } nsName && (string)nsName! != "")
                ((string?)names[$"n{at}"]).ShouldBe(expected, vectors[at].ToJsonString());
        }
    }

    [HelmRenderFact]
    public async Task A_name_that_cannot_be_made_is_an_error_that_says_why()
    {
        var vectors = JsonNode.Parse(File.ReadAllText(Path.Join(Repository.Root, "tests/naming-vectors.json")))!.AsArray()
            .Where(vector => vector!["error"] is not null && ((string)vector["netName"]!).Length < 70).ToArray();
        vectors.ShouldNotBeEmpty();
        foreach (var vector in vectors)
        {
            var given = new JsonObject { ["vectors"] = new JsonArray(vector!.DeepClone()) };
            var error = await Should.ThrowAsync<ChartRenderException>(() => RenderAsync(Probe, given));
            error.Message.ShouldContain((string)vector["error"]! == "empty" ? "has no letter a-z and no digit" : "more than 63 characters", Case.Sensitive, vector.ToJsonString());
        }
    }

    [HelmRenderFact]
    public async Task Values_name_a_network_or_take_it_away_and_neither_need_be_there()
    {
        const string Plain = "l2sm/networks";
        var chart = SmallChart.Of(("templates/web.yaml", SmallChart.Deployment));
        var patched = chart.With(chart.Rewrite(SmallChart.Wishes("n3", "vl.1")));

        (await AnnotationAsync()).ShouldBe("home-1-n3,home-1-vl-1");
        (await AnnotationAsync("--set", "global.other=1")).ShouldBe("home-1-n3,home-1-vl-1");
        (await AnnotationAsync("--set-json", "global=null")).ShouldBe("home-1-n3,home-1-vl-1");
        (await AnnotationAsync("--set-json", "global={\"l2sm\":null}")).ShouldBe("home-1-n3,home-1-vl-1");
        (await AnnotationAsync("--set", "global.l2sm.nsName=A first NS of many")).ShouldBe("a-first-ns-of-ma-n3,a-first-ns-of-ma-vl-1");
        (await AnnotationAsync("--set", "global.l2sm.nsName=12345678")).ShouldBe("12345678-n3,12345678-vl-1");
        (await AnnotationAsync("--set-json", "global.l2sm.networks={\"vl.1\":\"other\"}")).ShouldBe("home-1-n3,other");
        (await AnnotationAsync("--set-json", "global.l2sm.networks={\"vl.1\":\"\"}")).ShouldBe("home-1-n3");
        (await AnnotationAsync("--set-json", "global.l2sm.networks={\"vl.1\":\"\",\"n3\":\"\"}")).ShouldBeNull();

        async Task<string?> AnnotationAsync(params string[] flags)
        {
            var pod = (await patched.RenderAsync(flags)).ShouldHaveSingleItem();
            pod.PodLabel("l2sm").ShouldBe(pod.PodAnnotation(Plain) is null ? null : "true");
            return pod.PodAnnotation(Plain);
        }
    }

    [HelmRenderFact]
    public async Task A_pod_that_is_named_twice_has_one_address()
    {
        var chart = SmallChart.Of(("templates/web.yaml", SmallChart.Deployment));
        AttachmentWishes Wishes(string other) =>
            new(AnnotationDialect.L2sm, [new("n3", [new("web", "10.0.0.5/24"), new("Deployment/web", other)])], []);

        (await chart.With(chart.Rewrite(Wishes("10.0.0.5/24"))).RenderAsync()).ShouldHaveSingleItem().PodAnnotation("l2sm/networks")!.ShouldContain("10.0.0.5/24");
        (await Should.ThrowAsync<ChartRenderException>(() => chart.With(chart.Rewrite(Wishes("10.0.0.6/24"))).RenderAsync()))
            .Message.ShouldContain("Deployment 'rel-web' is given two addresses on the net 'n3', 10.0.0.5/24 and 10.0.0.6/24: name one");
    }

    [HelmRenderFact]
    public async Task The_elements_of_a_list_are_attached_too()
    {
        var chart = SmallChart.Of(("templates/list.yaml", "apiVersion: v1\nkind: List\nitems:\n- "
            + SmallChart.Deployment.TrimEnd().Replace("\n", "\n  ", StringComparison.Ordinal) + "\n- apiVersion: v1\n  kind: Service\n  metadata: {name: s}\n"));

        var list = (await chart.With(chart.Rewrite(SmallChart.Wishes("n3"))).RenderAsync()).ShouldHaveSingleItem().Object!["items"]!;

        var pod = list[0]!["spec"]!["template"]!["metadata"]!;
        ((string?)pod["annotations"]!["l2sm/networks"]).ShouldBe("home-1-n3");
        ((string?)pod["labels"]!["l2sm"]).ShouldBe("true");
        list[1]!.ToJsonString().ShouldBe("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"}}""");
    }

    [HelmRenderFact]
    public async Task What_a_template_renders_is_kept_to_the_last_byte_where_it_makes_no_pods()
    {
        const string Odd = "\n\n{{ range $i := until 2 }}\n---\nkind: {{ index (list \"ConfigMap\" \"Secret\") $i }}\napiVersion: v1\nmetadata: {name: a}   \n# Deployment\n{{ end }}\n\n";
        var chart = SmallChart.Of(("templates/odd.yaml", Odd), ("templates/sum.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sum}\ndata: {text: {{ include (print $.Template.BasePath \"/odd.yaml\") . | toJson }}}\n"));
        var patched = chart.With(chart.Rewrite(SmallChart.Wishes("n3")));

        patched["templates/odd.yaml"].Length.ShouldBeGreaterThan(Odd.Length);
        (await patched.RenderAsync()).Select(manifest => manifest.Text).ShouldBe((await chart.RenderAsync()).Select(manifest => manifest.Text));
    }

    [HelmRenderFact]
    public async Task A_number_that_is_too_long_to_be_written_anew_is_an_error_and_not_another_number()
    {
        var chart = SmallChart.Of(("templates/web.yaml", SmallChart.Deployment.With("      labels:\n        app: web", "      labels: {app: web, n: 12345678901234567890}")));

        var error = await Should.ThrowAsync<ChartRenderException>(() => chart.With(chart.Rewrite(SmallChart.Wishes("n3"))).RenderAsync());
        error.Message.ShouldContain("Deployment 'rel-web'");
    }

    [Fact]
    public void A_net_whose_id_looks_like_an_action_is_only_text()
    {
        var chart = SmallChart.Of(("templates/web.yaml", SmallChart.Deployment));

        chart.Rewrite(SmallChart.Wishes("{{ fail \"x\" }}")).Text("templates/_l2sm.tpl").ShouldContain("\\u007b\\u007b fail \\\"x\\\" }}");
    }

    private static async Task<RenderedManifest> RenderAsync(string probe, JsonObject values)
    {
        var chart = SmallChart.Of(("templates/web.yaml", SmallChart.Deployment), ("vectors.json", values.ToJsonString()));
        var patched = chart.With(chart.Rewrite(SmallChart.Wishes("n3")));
        patched["templates/names.yaml"] = System.Text.Encoding.UTF8.GetBytes(probe);
        return (await patched.RenderAsync()).Single(manifest => manifest.Kind == "ConfigMap");
    }
}
