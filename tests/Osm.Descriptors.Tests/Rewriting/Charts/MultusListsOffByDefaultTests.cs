using System.Text;
using L2smOsm.Testing.Charts;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Tests.Rewriting.Charts;

/// <summary>
/// Charts that have a list for Multus on a condition. L2S-M gives a pod with such a list no virtual link; where the chart's own values turn the
/// list off, its pods are attached all the same, and what turns it on is refused when it is rendered.
/// </summary>
public sealed class MultusListsOffByDefaultTests
{
    private const string Values = """
        off: false
        turned: no
        none: null
        empty: {}
        nothing: ""
        word: "false"
        on: true
        deep: {er: {off: false, on: 1}}

        """;

    [Theory]
    [InlineData("if .Values.off")]
    [InlineData("if $.Values.off")]
    [InlineData("- if .Values.deep.er.off -")]
    [InlineData("if .Values.turned")]
    [InlineData("if .Values.none")]
    [InlineData("if .Values.nothing")]
    [InlineData("with .Values.empty")]
    [InlineData("if and .Values.on .Values.off")]
    [InlineData("if and .Values.off .Values.absent")]
    [InlineData("if .Values.absent")]
    [InlineData("if .Values.deep.er.absent")]
    [InlineData("if or .Values.off .Values.absent")]
    [InlineData("if and .Values.on .Values.absent")]
    [InlineData("if not .Values.on")]
    [InlineData("if or .Values.off (and .Values.on .Values.deep.er.off)")]
    public void A_list_that_values_turn_off_is_no_hindrance(string condition)
    {
        var outcome = Outcome(condition);

        outcome.How.ShouldBe(AttachmentWay.Wrapped);
        outcome.Reason!.ShouldContain("off by default");
    }

    [Theory]
    [InlineData("if .Values.on")]
    [InlineData("if .Values.word")]
    [InlineData("if .Values.deep.er.on")]
    [InlineData("if not .Values.off")]
    [InlineData("if or .Values.off .Values.on")]
    [InlineData("if eq .Values.off false")]
    [InlineData("if (eq .Values.off false)")]
    [InlineData("if .Values.off | default true")]
    [InlineData("if (not .Values.off)")]
    [InlineData("if and (eq .Values.off false) .Values.on")]
    [InlineData("if not (eq .Values.on true)")]
    [InlineData("with .off")]
    [InlineData("range .Values.empty")]
    [InlineData("if .Capabilities.KubeVersion")]
    public void A_list_that_may_be_there_is_refused(string condition) => Outcome(condition).How.ShouldBe(AttachmentWay.Unreachable);

    [Fact]
    public void The_other_branch_of_a_condition_is_not_off() =>
        Outcome("if .Values.off }}{{ else").How.ShouldBe(AttachmentWay.Unreachable);

    [Fact]
    public void In_another_dot_only_the_values_of_the_root_are_known()
    {
        Outcome("with .Values.deep }}{{ if $.Values.off", "end }}{{ end").How.ShouldBe(AttachmentWay.Wrapped);
        Outcome("with .Values.deep }}{{ if .Values.off", "end }}{{ end").How.ShouldBe(AttachmentWay.Unreachable);
    }

    [Theory]
    [InlineData("", "if .Values.global.multus", AttachmentWay.Wrapped)]
    [InlineData("unit-sub: {multus: true}\n", "if .Values.multus", AttachmentWay.Unreachable)]
    [InlineData("unit-sub: {multus: false}\n", "if .Values.multus", AttachmentWay.Wrapped)]
    [InlineData("global: {multus: true}\n", "if .Values.global.multus", AttachmentWay.Unreachable)]
    [InlineData("global: {multus: false}\n", "if .Values.global.multus", AttachmentWay.Wrapped)]
    [InlineData("global: {multus: true}\nunit-sub: {global: {multus: false}}\n", "if .Values.global.multus", AttachmentWay.Unreachable)]
    public void The_chart_around_a_chart_has_the_last_word(string values, string condition, AttachmentWay how)
    {
        var chart = SmallChart.Of(
            ("values.yaml", values), ("charts/sub/Chart.yaml", "apiVersion: v2\nname: unit-sub\nversion: 1.0.0\n"),
            ("charts/sub/values.yaml", "multus: false\n"), ("charts/sub/templates/web.yaml", Template(condition, "end")));

        chart.Rewrite(SmallChart.Wishes("data")).Workloads.ShouldHaveSingleItem().How.ShouldBe(how);
    }

    [Theory]
    [InlineData("values.yaml", "a: 1\na: [")]
    [InlineData("Chart.yaml", "apiVersion: v2\nname: unit\nversion: 1.0.0\ndependencies: [{name: other, version: 1.0.0, import-values: [data]}]\n")]
    public void Values_that_are_not_all_known_turn_nothing_off(string file, string text)
    {
        var chart = SmallChart.Of(("templates/web.yaml", Template("if .Values.absent", "end")), (file, text));

        chart.Rewrite(SmallChart.Wishes("data")).Workloads.ShouldHaveSingleItem().How.ShouldBe(AttachmentWay.Unreachable);
    }

    [HelmRenderFact]
    public async Task What_turns_the_list_on_is_refused_when_it_is_rendered()
    {
        var chart = SmallChart.Of(("values.yaml", Values), ("templates/web.yaml", Template("if .Values.off", "end")));
        var patched = chart.With(chart.Rewrite(SmallChart.Wishes("data")));

        (await patched.RenderAsync()).ShouldHaveSingleItem().PodAnnotation("l2sm/networks").ShouldBe("home-1-data");
        (await Should.ThrowAsync<ChartRenderException>(() => patched.RenderAsync("--set", "off=true"))).Message.ShouldContain("has a list for Multus already");
    }

    private static WorkloadOutcome Outcome(string condition, string end = "end") =>
        SmallChart.Of(("values.yaml", Values), ("templates/web.yaml", Template(condition, end))).Rewrite(SmallChart.Wishes("data")).Workloads.ShouldHaveSingleItem();

    private static string Template(string condition, string end) => new StringBuilder(SmallChart.Deployment)
        .Replace("      labels:\n", $"      annotations:\n        a: b\n        {{{{{condition}}}}}\n        k8s.v1.cni.cncf.io/networks: own\n        {{{{ {end} }}}}\n      labels:\n")
        .ToString();
}
