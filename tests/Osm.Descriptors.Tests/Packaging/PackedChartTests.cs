using Osm.Descriptors.Packaging;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Packaging;

/// <summary>Charts in a .tgz are looked into as those in folders.</summary>
public sealed class PackedChartTests : IDisposable
{
    private const string Charts = "knf/helm-chart-v3s/chart/charts/";
    private const string HostNetwork = "spec:\n  hostNetwork: true\n";

    private readonly TemporaryFolder _folder = new();

    public PackedChartTests()
    {
        _folder.Write("knf/knfd.yaml", Samples.Vnfd);
        _folder.Write("knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_packed_subchart_does_is_told_with_its_place()
    {
        _folder.Write(Charts + "store-1.0.0.tgz", Packed("store", ("templates/pod.yaml", HostNetwork)));

        var finding = Findings().ShouldHaveSingleItem();

        finding.RuleId.ShouldBe("NET224");
        finding.Position.ToString().ShouldBe($"{_folder.Path}/{Charts}store-1.0.0.tgz!store/templates/pod.yaml:2:3");
    }

    [Theory]
    [InlineData("_helpers.tpl", "{{- define \"l2sm.labels\" -}}\n{{ end }}", "NET223")]
    [InlineData("_helpers.tpl", "{{ define \"l2smx.labels\" }}{{ end }}", null)]
    [InlineData("_l2sm.tpl", "{{- define \"l2sm.labels\" -}}\n{{ end }}", null)]
    public void A_template_named_as_those_of_patching_is_told(string file, string content, string? rule)
    {
        _folder.Write($"knf/helm-chart-v3s/chart/templates/{file}", content);

        Findings().Select(finding => finding.RuleId).ShouldBe(rule is null ? [] : [rule]);
    }

    [Fact]
    public void So_in_an_archive_and_in_a_packed_chart_in_a_packed_chart()
    {
        var inner = Packed("deep", ("templates/pod.yaml", HostNetwork));
        var chart = PackedBytes("chart", ("charts/deep-1.0.0.tgz", inner));
        var archive = Tar.GzBytes(
            ("knf/knfd.yaml", Bytes(Samples.Vnfd)), ("knf/helm-chart-v3s/chart", chart));
        var path = _folder.Write("packed.tar.gz", archive);

        var finding = Findings(path).ShouldHaveSingleItem();

        finding.RuleId.ShouldBe("NET224");
        finding.Position.File.ShouldBe($"{path}!knf/helm-chart-v3s/chart!chart/charts/deep-1.0.0.tgz!deep/templates/pod.yaml");
    }

    [Fact]
    public void A_dependency_is_there_when_a_packed_chart_says_it_is_it()
    {
        _folder.Write("knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart + "dependencies:\n- name: store\n- name: lost\n");
        _folder.Write(Charts + "any.tgz", Packed("store"));

        var finding = Findings().ShouldHaveSingleItem();

        finding.RuleId.ShouldBe("PKG310");
        finding.Message.ShouldContain("'lost'");
    }

    [Fact]
    public void A_packed_chart_that_lacks_its_own_dependency_is_told()
    {
        var store = PackedBytes("store", ("Chart.yaml", Bytes("apiVersion: v2\nname: store\nversion: 1.0.0\ndependencies:\n- name: a\n- name: b\n")), ("charts/a/Chart.yaml", Bytes("apiVersion: v2\nname: a\nversion: 1.0.0\n")));
        _folder.Write(Charts + "store-1.0.0.tgz", store);

        Findings().ShouldHaveSingleItem().Message.ShouldContain("'b'");
    }

    [Fact]
    public void A_broken_one_is_told_and_a_dependency_on_it_is_not_told_besides()
    {
        _folder.Write("knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart + "dependencies:\n- name: store\n");
        var sound = Packed("store");
        _folder.Write(Charts + "store-1.0.0.tgz", sound[..(sound.Length / 2)]);

        var finding = Findings().ShouldHaveSingleItem();

        finding.RuleId.ShouldBe("PKG314");
        finding.Severity.ShouldBe(Severity.Error);
    }

    [Fact]
    public void A_member_that_leads_out_is_told()
    {
        _folder.Write(Charts + "store-1.0.0.tgz", Tar.Gz(("store/Chart.yaml", Samples.Chart), ("store/../../evil.yaml", "x")));

        Findings().ShouldHaveSingleItem().Message.ShouldContain("'store/../../evil.yaml' leads out");
    }

    [Fact]
    public void A_bomb_is_left_with_a_note()
    {
        _folder.Write(Charts + "bomb-1.0.0.tgz", Tar.GzBytes(("bomb/Chart.yaml", Bytes(Samples.Chart)), ("bomb/big", new byte[80 * 1024 * 1024])));

        var finding = Findings().ShouldHaveSingleItem();

        (finding.RuleId, finding.Severity).ShouldBe(("PKG314", Severity.Note));
    }

    [Fact]
    public void Charts_in_charts_without_end_are_left_with_a_note()
    {
        var chart = Packed("c9");
        for (var level = 8; level >= 0; level--)
            chart = PackedBytes($"c{level}", ("charts/inner.tgz", chart));
        _folder.Write(Charts + "c.tgz", chart);

        var finding = Findings().ShouldHaveSingleItem();

        (finding.RuleId, finding.Severity).ShouldBe(("PKG314", Severity.Note));
        finding.Message.ShouldContain("packed in");
    }

    [Theory]
    [InlineData("chart-1.0.0.tgz")]
    [InlineData("chart.tgz")]
    public void A_KDUs_chart_that_is_packed_under_another_name_is_told_so_and_once(string file)
    {
        Directory.Delete(Path.Join(_folder.Path, "knf/helm-chart-v3s/chart"), recursive: true);
        _folder.Write($"knf/helm-chart-v3s/{file}", Packed("chart"));

        var finding = Findings().ShouldHaveSingleItem();

        finding.RuleId.ShouldBe("PKG304");
        finding.Message.ShouldContain($"packed as helm-chart-v3s/{file}");
    }

    [Fact]
    public void A_KDUs_chart_may_be_packed_under_its_own_name()
    {
        Directory.Delete(Path.Join(_folder.Path, "knf/helm-chart-v3s/chart"), recursive: true);
        _folder.Write("knf/helm-chart-v3s/chart", Packed("chart", ("templates/pod.yaml", HostNetwork)));

        Findings().ShouldHaveSingleItem().RuleId.ShouldBe("NET224");
    }

    [Fact]
    public void Before_release_16_it_may_be_named_with_its_version()
    {
        Directory.Delete(Path.Join(_folder.Path, "knf/helm-chart-v3s/chart"), recursive: true);
        _folder.Write("knf/knfd.yaml", Samples.Vnfd.With("helm-chart: chart", "helm-chart: chart-1.0.0.tgz"));
        _folder.Write("knf/helm-chart-v3s/chart-1.0.0.tgz", Packed("chart"));

        CliResult("--osm-release", "15").ShouldBe(0);
        CliResult("--osm-release", "19").ShouldBe(1);
    }

    private int CliResult(params string[] options) => Cli.CliRun.Of(["validate", Path.Join(_folder.Path, "knf"), .. options]).ExitCode;

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static byte[] Packed(string name, params (string Path, string Content)[] files) =>
        PackedBytes(name, [.. files.Select(file => (file.Path, Bytes(file.Content)))]);

    private static byte[] PackedBytes(string name, params (string Path, byte[] Content)[] files) =>
        Tar.GzBytes(
            [
                .. files.Any(file => file.Path == "Chart.yaml") ? [] : new[] { ($"{name}/Chart.yaml", Bytes($"apiVersion: v2\nname: {name}\nversion: 1.0.0\n")) },
                .. files.Select(file => ($"{name}/{file.Path}", file.Content)),
            ]);

    private IReadOnlyList<Finding> Findings() => Findings(Path.Join(_folder.Path, "knf"));

    private static IReadOnlyList<Finding> Findings(string path) =>
        DescriptorValidator.Validate(PackageFinder.Open([path], PackageLimits.Default).Packages).Findings;
}
