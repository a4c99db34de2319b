namespace Osm.Descriptors.Tests.Cli;

public sealed class ProjectFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _lost;

    public ProjectFileTests() => _lost = _folder.Write("in/knfd.yaml", Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: lost"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_found_above_the_input_and_the_command_line_wins()
    {
        _folder.Write(".osm-l2sm.yaml", "osm-release: 17\nfail-on: warning\nseverities:\n  NET201: note\n  LINT: off\n");

        CliRun.Of("validate", _lost).ExitCode.ShouldBe(0);
        CliRun.Of("validate", _lost).Output.ShouldContain("note NET201");
        CliRun.Of("validate", _lost, "--fail-on", "note").ExitCode.ShouldBe(1);
        CliRun.Of("validate", _lost, "--severity", "NET201=error").Output.ShouldContain("error NET201");
    }

    [Fact]
    public void The_search_ends_at_the_root_of_the_checkout()
    {
        _folder.Write(".osm-l2sm.yaml", "severities:\n  NET201: off\n");
        Directory.CreateDirectory(Path.Join(_folder.Path, "in", ".git"));

        CliRun.Of("validate", _lost).ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("in/*", "NET201", 0)]
    [InlineData("*knfd.yaml", "NET201", 0)]
    [InlineData("out/*", "NET201", 1)]
    [InlineData("in/*", "NET202", 1)]
    public void It_leaves_out_findings_by_path_and_rule(string path, string rule, int expected)
    {
        _folder.Write(".osm-l2sm.yaml", $"ignore:\n- paths: ['{path}']\n  rules: [{rule}]\n  reason: delivered like this\n");

        CliRun.Of("validate", _lost).ExitCode.ShouldBe(expected);
    }

    [Fact]
    public void Its_paths_are_relative_to_it()
    {
        _folder.Write("nsd.yaml", Samples.Nsd.With("constituent-cpd-id: data-ext", "constituent-cpd-id: gone"));
        _folder.Write(".osm-l2sm.yaml", "with:\n- in\nbaseline: in/b.json\n");

        CliRun.Of("validate", Path.Join(_folder.Path, "nsd.yaml"), "--write-baseline").ExitCode.ShouldBe(0);

        File.ReadAllText(Path.Join(_folder.Path, "in", "b.json")).ShouldContain("\"OSM009\"");
        CliRun.Of("validate", Path.Join(_folder.Path, "nsd.yaml")).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("fail_on: error", ":1:1: there is no setting 'fail_on'; did you mean 'fail-on'?")]
    [InlineData("severities:\n  NET2001: off", ":2:3: there is no rule 'NET2001'; did you mean 'NET201'?")]
    [InlineData("severities:\n  NET201: fatal", "'fatal' is no severity")]
    [InlineData("osm-release: 8", ":1:14: the releases")]
    [InlineData("fail-on: never", "write error, warning or note")]
    [InlineData("with: vnfds", "this is not a list")]
    [InlineData("ignore:\n- path: [a]", ":2:3: there is no setting 'path'; did you mean 'paths'?")]
    [InlineData("ignore:\n- paths: [a]\n  rules: [NET201]", "a 'reason'")]
    [InlineData("ignore:\n- paths: [a]\n  rules: [NET999]\n  reason: x", ":3:11: there is no rule 'NET999'")]
    [InlineData("a: [", "OSM001")]
    [InlineData("- a", "the file is not a mapping")]
    public void What_is_wrong_in_it_ends_with_2_and_is_told_with_its_place(string content, string expected)
    {
        _folder.Write(".osm-l2sm.yaml", content);

        var run = CliRun.Of("validate", _lost);

        run.ExitCode.ShouldBe(2);
        if (expected != "OSM001")
            run.Error.ShouldContain(expected);
        run.Error.ShouldContain(".osm-l2sm.yaml:");
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public void An_empty_one_says_nothing()
    {
        _folder.Write(".osm-l2sm.yaml", "# later\n");

        CliRun.Of("validate", _lost).ExitCode.ShouldBe(1);
    }

    [Fact]
    public void Inputs_of_two_projects_are_validated_apart()
    {
        _folder.Write(".osm-l2sm.yaml", "");
        var other = _folder.Write("other/knfd.yaml", Samples.Vnfd);
        var config = _folder.Write("other/.osm-l2sm.yaml", "");

        CliRun.Of("validate", _lost, other).ExitCode.ShouldBe(2);
        CliRun.Of("validate", _lost, other, "--config", config).ExitCode.ShouldBe(1);
        CliRun.Of("validate", _lost, "--config", Path.Join(_folder.Path, "none")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public void With_gives_VNFDs_that_are_not_themselves_validated()
    {
        var nsd = _folder.Write("nsd.yaml", Samples.Nsd.With("constituent-cpd-id: data-ext", "constituent-cpd-id: gone"));

        var run = CliRun.Of("validate", nsd, "--with", _lost);

        run.Output.ShouldContain("OSM009");
        run.Output.ShouldNotContain("'lost'");
        CliRun.Of("validate", nsd, "--with", Path.Join(_folder.Path, "none.yaml")).ExitCode.ShouldBe(2);
    }
}
