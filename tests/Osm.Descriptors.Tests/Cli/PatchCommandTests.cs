using System.Text.Json;
using L2smOsm.Testing;
using Osm.Descriptors.Tests.Packaging.Patching;

namespace Osm.Descriptors.Tests.Cli;

/// <summary><c>osm-l2sm patch</c> and <c>unpatch</c>: where they write, what they refuse, how they report and end.</summary>
public sealed class PatchCommandTests : IDisposable
{
    // Two workloads, a hook, and one on the host's network, which CNI is not asked for.
    private static readonly (string Path, string Text)[] Templates =
    [
        ("templates/a.yaml", SamplePackage.Deployment),
        ("templates/b.yaml", SamplePackage.Deployment.Replace("Deployment", "StatefulSet", StringComparison.Ordinal).Replace("labels:\n        app: unit", "labels: {{- toYaml .Values.labels | nindent 8 }}", StringComparison.Ordinal)),
        ("templates/c.yaml", SamplePackage.Deployment.With("spec:\n      containers", "spec:\n      hostNetwork: true\n      containers").Replace("name: unit", "name: host", StringComparison.Ordinal)),
        ("templates/tests/t.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: unit-test\n  annotations:\n    \"helm.sh/hook\": test\nspec:\n  containers: [{name: t, image: busybox}]\n"),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly string _input;

    public PatchCommandTests()
    {
        _folder.Write("in/knf/knfd.yaml", Samples.Vnfd);
        _folder.Write("in/knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart);
        foreach (var (path, text) in Templates)
            _folder.Write($"in/knf/helm-chart-v3s/chart/{path}", text);
        _input = Path.Join(_folder.Path, "in/knf");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("human")]
    [InlineData("json")]
    [InlineData("sarif")]
    public void Reports_say_what_was_done_how_and_what_was_not_and_why(string format)
    {
        var run = CliRun.Of("patch", _input, "-o", Out("out"), "--format", format, "--attach", "data", "--attach", "data=unit", "--attach", "data=lost");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldBeEmpty();
        Golden.Matches(Path.Join(Repository.Root, $"tests/Osm.Descriptors.Tests/Cli/Golden/patch.{format}.txt"), Nameless(run.Output));
    }

    [Theory]
    [InlineData("patch")]
    [InlineData("patch", "--attach", "data=lost")]
    [InlineData("unpatch")]
    public void The_JSON_report_is_as_its_schema_says(string command, params string[] arguments)
    {
        var schema = File.ReadAllText(Path.Join(Repository.Root, "docs/schemas/patch-report.schema.json"));
        CliRun.Of("patch", _input, "-o", Out("patched")).ExitCode.ShouldBe(0);

        var run = CliRun.Of([command, Out("patched"), "-o", Out("out"), "--format", "json", .. arguments]);

        JsonSchema.Violations(schema, run.Output).ShouldBeEmpty();
    }

    [Fact]
    public void On_a_terminal_the_table_has_colours()
    {
        var run = CliRun.OnTerminal("patch", _input, "-o", Out("out"));

        run.ExitCode.ShouldBe(0);
        Golden.Matches(Path.Join(Repository.Root, "tests/Osm.Descriptors.Tests/Cli/Golden/patch.terminal.txt"), Nameless(run.Output).Replace("\u001b", "<esc>", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_written_where_a_wanted_workload_is_not_reached_unless_part_of_it_is_asked_for()
    {
        CliRun.Of("patch", _input, "-o", Out("out"), "--attach", "data=lost", "--attach", "data=unit").ExitCode.ShouldBe(1);
        Directory.Exists(Out("out")).ShouldBeFalse();

        CliRun.Of("patch", _input, "-o", Out("out"), "--attach", "data=lost", "--attach", "data=unit", "--partial").ExitCode.ShouldBe(1);
        File.Exists(Path.Join(Out("out"), "helm-chart-v3s/chart/osm-l2sm.patch")).ShouldBeTrue();
    }

    [Fact]
    public void A_dry_run_writes_nothing_and_a_diff_is_what_patch_reads()
    {
        var run = CliRun.Of("patch", _input, "-o", Out("out"), "--dry-run", "--diff");

        run.ExitCode.ShouldBe(0);
        Directory.Exists(Out("out")).ShouldBeFalse();
        run.Output.ShouldStartWith("--- a/helm-chart-v3s/chart/");
        run.Output.ShouldContain("+++ b/helm-chart-v3s/chart/templates/a.yaml");
        run.Error.ShouldContain("nothing is written");
    }

    [Fact]
    public void Patch_and_unpatch_in_place_leave_what_was_there()
    {
        var before = SamplePackage.Listing(_input);

        CliRun.Of("patch", _input, "--in-place").ExitCode.ShouldBe(0);
        SamplePackage.Listing(_input).ShouldNotBe(before);
        CliRun.Of("unpatch", _input, "--in-place").ExitCode.ShouldBe(0);

        SamplePackage.Listing(_input).ShouldBe(before);
    }

    [Fact]
    public void An_archive_keeps_its_name_in_a_folder_and_replaces_an_earlier_output()
    {
        var archive = SamplePackage.Write(_folder, "tar.gz");

        CliRun.Of("patch", archive, "-o", Out("a/b/")).ExitCode.ShouldBe(0);
        var once = File.ReadAllBytes(Out("a/b/knf.tar.gz"));
        CliRun.Of("patch", archive, "-o", Out("a/b")).ExitCode.ShouldBe(0);

        File.ReadAllBytes(Out("a/b/knf.tar.gz")).ShouldBe(once);
        Directory.EnumerateFileSystemEntries(Out("a/b")).ShouldHaveSingleItem();
    }

    [Fact]
    public void Through_the_command_line_a_package_comes_back_as_it_was()
    {
        CliRun.Of("patch", _input, "-o", Out("out")).ExitCode.ShouldBe(0);

        CliRun.Of("unpatch", Out("out"), "-o", Out("back")).ExitCode.ShouldBe(0);

        SamplePackage.Listing(Out("back")).ShouldBe(SamplePackage.Listing(_input));
    }

    [Fact]
    public void Nets_that_the_NSD_puts_on_a_management_link_are_left_out()
    {
        var nsd = _folder.Write("ns/ns_nsd.yaml", Samples.Nsd.With("- id: data\n    df:", "- id: data\n      mgmt-network: true\n    df:"));

        var run = CliRun.Of("patch", _input, "-o", Out("out"), "--with", nsd);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("the net 'data' is not attached");
        run.Output.ShouldContain("nothing changes");
    }

    [Fact]
    public void A_mapping_file_says_what_flags_say_and_flags_go_before_it()
    {
        var map = _folder.Write("map.yaml", "dialect: multus\nattach:\n  data: [StatefulSet/unit@10.0.0.5/24]\nreplace-multus: {}\n");

        Workloads("--map", map).ShouldBe(["StatefulSet: data"]);
        Workloads("--map", map, "--attach", "data=Deployment/unit").ShouldBe(["Deployment: data"]);
        using var report = JsonDocument.Parse(CliRun.Of("patch", _input, "--dry-run", "--format", "json", "--map", map).Output);
        report.RootElement.GetProperty("dialect").GetString().ShouldBe("multus");
    }

    [Fact]
    public void A_package_that_was_patched_is_a_mapping_for_the_next_one()
    {
        CliRun.Of("patch", _input, "-o", Out("old"), "--attach", "data=StatefulSet/unit").ExitCode.ShouldBe(0);

        Workloads("--map", Out("old")).ShouldBe(["StatefulSet: data"]);
    }

    [Theory]
    [InlineData("no k8s-cluster-net 'other'; it has data", "--attach", "other")]
    [InlineData("not attached to the net 'mgmt'", "--attach", "mgmt=unit")]
    [InlineData("no k8s-cluster-net 'other'", "--replace-multus", "n3=other")]
    [InlineData("'10.0.0.5' is not an address with its prefix length", "--attach", "data=unit@10.0.0.5")]
    [InlineData("'unit' is given 10.0.0.5/24 and 10.0.0.6/24 on the net 'data'", "--attach", "data=unit@10.0.0.5/24", "--attach", "data=unit@10.0.0.6/24")]
    [InlineData("10.0.0.5 on the net 'data' is given to 'unit' and 'host'", "--attach", "data=unit@10.0.0.5/24", "--attach", "data=host@10.0.0.5/24")]
    [InlineData("it is not NAME=NET", "--replace-multus", "n3")]
    [InlineData("the dialect is multus", "--dialect", "multus", "--replace-multus", "n3=data")]
    public void What_makes_no_sense_is_wrong_usage(string reason, params string[] arguments)
    {
        var run = CliRun.Of(["patch", _input, "-o", Out("out"), .. arguments]);

        run.ExitCode.ShouldBe(2);
        run.Error.Replace("no ext-cpd of the descriptor has the k8s-cluster-net", "no k8s-cluster-net", StringComparison.Ordinal).ShouldContain(reason);
        Directory.Exists(Out("out")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("attach: [data]", "map.yaml:1:1: 'attach' is not a key")]
    [InlineData("attach:\n  data: [unit@x]", "map.yaml:2:10: 'x' is not an address")]
    [InlineData("dialect: cni", "map.yaml:1:10: the dialect is")]
    [InlineData("a: [", "map.yaml:")]
    public void A_wrong_mapping_file_is_told_with_its_place(string text, string reason)
    {
        var run = CliRun.Of("patch", _input, "--dry-run", "--map", _folder.Write("map.yaml", text));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(reason);
    }

    [Fact]
    public void It_is_never_written_over_the_input_or_into_it_or_over_another_folder()
    {
        var archive = SamplePackage.Write(_folder, "tar.gz");
        foreach (var (input, target) in new[] { (_input, _input), (_input, Path.Join(_input, "out")), (_input, Path.GetDirectoryName(_input)! + "/"), (archive, archive), (archive, _folder.Path) })
        {
            var run = CliRun.Of("patch", input, "-o", target);
            run.ExitCode.ShouldBe(2, target);
            run.Error.ShouldContain("the input");
        }

        Directory.CreateDirectory(Out("there/knf"));
        CliRun.Of("patch", _input, "-o", Out("there/")).Error.ShouldContain("there is a folder already");
    }

    [Theory]
    [InlineData("patch", "missing.tar.gz", "-o", "out")]
    [InlineData("patch", "in", "-o", "out")]
    [InlineData("unpatch", "in/knf", "-o", "out")]
    [InlineData("patch", "in/knf")]
    [InlineData("patch", "in/knf", "-o", "out", "--in-place")]
    [InlineData("patch", "in/knf", "--dry-run", "--with", "missing.yaml")]
    [InlineData("patch", "in/knf", "--dry-run", "--map", "missing.yaml")]
    [InlineData("patch", "ns", "--dry-run")]
    public void Input_that_cannot_be_used_is_told_and_the_exit_code_is_2(string command, string input, params string[] arguments)
    {
        _folder.Write("ns/ns_nsd.yaml", Samples.Nsd);
        string[] paths = ["out", "missing.yaml"];

        var run = CliRun.Of([command, Path.Join(_folder.Path, input), .. arguments.Select(argument => paths.Contains(argument) ? Path.Join(_folder.Path, argument) : argument)]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldNotBeEmpty();
        run.Output.ShouldBeEmpty();
    }

    private string Out(string name) => Path.Join(_folder.Path, "written", name);

    private string Nameless(string output) => output.Replace(_folder.Path, "<folder>", StringComparison.Ordinal);

    private List<string> Workloads(params string[] arguments)
    {
        var run = CliRun.Of(["patch", _input, "--dry-run", "--format", "json", .. arguments]);
        run.Error.ShouldBeEmpty();
        using var report = JsonDocument.Parse(run.Output);
        return [.. report.RootElement.GetProperty("charts").EnumerateArray().SelectMany(chart => chart.GetProperty("workloads").EnumerateArray())
            .Where(workload => workload.GetProperty("how").GetString() is "inserted" or "wrapped")
            .Select(workload => $"{workload.GetProperty("kind").GetString()}: {string.Join(',', workload.GetProperty("nets").EnumerateArray().Select(net => net.GetString()))}")];
    }
}
