using L2smOsm.Testing.Charts;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Tests.Rewriting.Charts;

public sealed class ChartRewritingTests
{
    [Fact]
    public void Metadata_that_is_written_out_gets_two_lines()
    {
        var rewrite = SmallChart.Of(("templates/web.yaml", SmallChart.Deployment)).Rewrite(SmallChart.Wishes("data"));

        rewrite.Files.Keys.ShouldBe(["templates/_l2sm.tpl", "templates/web.yaml"]);
        rewrite.Text("templates/web.yaml").ShouldBe(SmallChart.Deployment.With("    metadata:\n      labels:\n", """
                metadata:
                  {{- include "l2sm.annotationsBlock" $ | nindent 6 }}
                  labels:
                    {{- include "l2sm.labels" $ | nindent 8 }}

            """));
        rewrite.Workloads.ShouldBe([new("templates/web.yaml", 2, "Deployment", "{{ .Release.Name }}-web", rewrite.Workloads[0].Networks, AttachmentWay.Inserted, null)]);
        rewrite.Workloads[0].Networks.ShouldBe(["data"]);
    }

    [HelmRenderFact]
    public async Task A_pod_template_made_by_expressions_is_edited_when_it_is_rendered()
    {
        var chart = SmallChart.Of(
            ("templates/web.yaml", SmallChart.Deployment.With("      labels:\n        app: web", "      {{- toYaml .Values.meta | nindent 6 }}")),
            ("values.yaml", "meta: {labels: {app: web}, annotations: {a: b}}\n"));
        var rewrite = chart.Rewrite(SmallChart.Wishes("n3", "n6"));

        rewrite.Workloads.ShouldHaveSingleItem().How.ShouldBe(AttachmentWay.Wrapped);
        var pod = (await chart.With(rewrite).RenderAsync()).ShouldHaveSingleItem();
        pod.PodAnnotation("l2sm/networks").ShouldBe("home-1-n3,home-1-n6");
        pod.PodAnnotation("a").ShouldBe("b");
        pod.PodLabel("l2sm").ShouldBe("true");
    }

    [Fact]
    public void A_patched_chart_is_left_alone()
    {
        var chart = SmallChart.Of(("templates/web.yaml", SmallChart.Deployment));
        var once = chart.Rewrite(SmallChart.Wishes("data"));

        var twice = chart.With(once).Rewrite(SmallChart.Wishes("data"));

        twice.Files.ShouldBeEmpty();
        twice.Workloads.ShouldHaveSingleItem().How.ShouldBe(AttachmentWay.Already);
    }

    [HelmRenderFact]
    public async Task A_file_may_be_called_as_no_string_of_a_template_can_be_written()
    {
        var chart = SmallChart.Of(("templates/a\\b \"c\" é.yaml", SmallChart.Deployment.With("labels:\n        app: web", "labels: {app: web}")));

        var pod = (await chart.With(chart.Rewrite(SmallChart.Wishes("n3"))).RenderAsync()).ShouldHaveSingleItem();

        pod.PodAnnotation("l2sm/networks").ShouldBe("home-1-n3");
    }
}
