using L2smOsm.Testing.Charts;

namespace Osm.Descriptors.Tests.Charts;

/// <summary>What the tests' renderer makes of our own charts; what it makes of charts in general is tested beside it.</summary>
public sealed class HelmRenderTests
{
    [HelmRenderTheory]
    [InlineData("cnf_a_knf", "cnf-a")]
    [InlineData("cnf_b_knf", "cnf-b")]
    public async Task The_charts_of_the_reference_NS_render(string package, string chart)
    {
        var manifests = await HelmRender.RenderAsync(Path.Join(Repository.Examples, "reference-ns", package, "helm-chart-v3s", chart));

        manifests.ShouldAllBe(manifest => manifest.Source.StartsWith(chart + "/templates/", StringComparison.Ordinal));
        manifests.ShouldContain(manifest => manifest.PodTemplate != null);
    }

    [HelmRenderFact]
    public async Task Values_and_flags_reach_the_chart()
    {
        using var folder = new TemporaryFolder();
        WriteChart(folder, "kind: Pod\nmetadata:\n  annotations: {a: \"{{ .Values.given }} {{ .Release.Name }} {{ .Release.Namespace }}\"}\n  labels: {l2sm: \"true\"}\n");

        var pod = (await HelmRender.RenderAsync(folder.Path, "--set-string", "given=7", "--namespace", "ns")).ShouldHaveSingleItem();

        pod.PodAnnotation("a").ShouldBe("7 rel ns");
        pod.PodLabel("l2sm").ShouldBe("true");
        pod.PodAnnotation("none").ShouldBeNull();
    }

    [HelmRenderFact]
    public async Task A_chart_that_does_not_render_says_why()
    {
        using var folder = new TemporaryFolder();
        WriteChart(folder, "{{ fail \"no such luck\" }}");

        (await Should.ThrowAsync<ChartRenderException>(() => HelmRender.RenderAsync(folder.Path))).Message.ShouldContain("no such luck");
    }

    [HelmRenderFact]
    public async Task Manifests_that_others_rendered_are_read()
    {
        var manifests = await HelmRender.ReadAsync("# Source: c/templates/x.yaml\nkind: Service\n---\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {metadata: {labels: {a: b}}}}}}\n");

        manifests.Select(manifest => (manifest.Kind, manifest.Source)).ShouldBe([("Service", "c/templates/x.yaml"), ("CronJob", "")]);
        manifests[1].PodLabel("a").ShouldBe("b");
    }

    private static void WriteChart(TemporaryFolder folder, string template)
    {
        folder.Write("Chart.yaml", "apiVersion: v2\nname: demo\nversion: 0.1.0\n");
        folder.Write("templates/x.yaml", template);
    }
}
