using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Osm.Descriptors.Cli;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Cli;

/// <summary>The templates for CI: their commands are taken out of them and run with the real program.</summary>
public sealed class CiTemplateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _programs;

    public CiTemplateTests()
    {
        // On the PATH as 'osm-l2sm', as the templates expect it.
        _programs = Path.GetDirectoryName(_folder.Write("bin/osm-l2sm", $"#!/bin/sh\nexec dotnet '{typeof(Surroundings).Assembly.Location}' \"$@\"\n"))!;
        Process.Start("chmod", ["+x", Path.Join(_programs, "osm-l2sm")])!.WaitForExit();
        _folder.Write("repo/good_knf/good_knfd.yaml", Samples.Vnfd.With("helm-chart: chart", "helm-chart: stable/chart"));
        _folder.Write("repo/bad knf/bad_knfd.yaml", Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: lost"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_action_shows_findings_and_fails()
    {
        var steps = Read("deploy/ci/action.yml").Mapping("runs").Value("steps").Items();
        var script = steps.ShouldHaveSingleItem().Text("run");
        script.ShouldNotContain("${{");
        var inputs = Read("deploy/ci/action.yml").Mapping("inputs").Entries.Select(entry => entry.Key.Value);
        steps[0].Mapping("env").Entries.Select(entry => ((YamlScalar)entry.Value).Value)
            .ShouldBe(inputs.Select(input => $"${{{{ inputs.{input} }}}}"), ignoreOrder: true);

        var plain = Bash(script, ("PATHS", "."), ("PROGRAM", "osm-l2sm"), ("OSM_RELEASE", ""), ("FAIL_ON", ""), ("SARIF", ""));
        plain.ExitCode.ShouldBe(1, plain.Output);
        plain.Output.ShouldContain("::error file=bad knf/bad_knfd.yaml,line=12,");

        var all = Bash(script, ("PATHS", "good_knf good_knf"), ("PROGRAM", "osm-l2sm"), ("OSM_RELEASE", "17"), ("FAIL_ON", "error"), ("SARIF", "osm.sarif"));
        all.ExitCode.ShouldBe(0, all.Output);
        JsonDocument.Parse(File.ReadAllText(Path.Join(_folder.Path, "repo", "osm.sarif"))).RootElement.GetProperty("version").GetString().ShouldBe("2.1.0");
    }

    [Fact]
    public void The_GitLab_job_writes_the_reports_that_it_names()
    {
        var job = Read("deploy/ci/gitlab.yml").Mapping(".osm-l2sm-validate");
        var script = ((YamlScalar)((YamlSequence)job.Value("script")).Items.ShouldHaveSingleItem()).Value;

        var run = Bash(script, ("OSM_L2SM_PATHS", "."), ("OSM_L2SM_OPTIONS", "--fail-on warning"));

        run.ExitCode.ShouldBe(1, run.Output);
        foreach (var report in job.Mapping("artifacts").Mapping("reports").Entries)
            File.Exists(Path.Join(_folder.Path, "repo", ((YamlScalar)report.Value).Value)).ShouldBeTrue(report.Key.Value);
    }

    [Theory]
    [InlineData("osm-l2sm-validate", "'bad knf/bad_knfd.yaml'", 1)]
    [InlineData("osm-l2sm-validate", "good_knf/good_knfd.yaml", 0)]
    [InlineData("osm-l2sm-validate-all", "", 1)]
    [InlineData("osm-l2sm-fix", "good_knf/good_knfd.yaml", 0)]
    public void The_pre_commit_hooks_run(string id, string files, int expected)
    {
        var hook = Hooks().Single(hook => hook.Text("id") == id);

        Bash($"{hook.Text("entry")} {files}").ExitCode.ShouldBe(expected);
    }

    [Fact]
    public void The_pre_commit_hooks_have_what_pre_commit_requires()
    {
        foreach (var hook in Hooks())
        {
            foreach (var key in new[] { "id", "name", "entry", "language" })
                hook.Text(key).ShouldNotBeNullOrEmpty();
            var files = new Regex(hook.Text("files"), RegexOptions.None, TimeSpan.FromSeconds(1));
            files.IsMatch("knf/access_knfd.yaml").ShouldBeTrue();
        }
    }

    private static YamlMapping[] Hooks() => [.. ((YamlSequence)ReadNode(".pre-commit-hooks.yaml")).Items.Cast<YamlMapping>()];

    private static YamlMapping Read(string file) => (YamlMapping)ReadNode(file);

    private static YamlNode ReadNode(string file)
    {
        var findings = new FindingList();
        var node = YamlReader.Read(new SourceText(file, File.ReadAllText(Path.Join(Repository.Root, file))), YamlLimits.Default, findings);
        findings.ToSorted().ShouldBeEmpty();
        return node.ShouldNotBeNull();
    }

    private (int ExitCode, string Output) Bash(string script, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            WorkingDirectory = Path.Join(_folder.Path, "repo"),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        start.Environment["PATH"] = $"{_programs}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit(60_000).ShouldBeTrue();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}

/// <summary>Ways through a document that must be there.</summary>
internal static class YamlPath
{
    public static YamlMapping Mapping(this YamlMapping mapping, string key) => (YamlMapping)mapping.Value(key);

    public static string Text(this YamlMapping mapping, string key) => ((YamlScalar)mapping.Value(key)).Value;

    public static YamlMapping[] Items(this YamlNode node) => [.. ((YamlSequence)node).Items.Cast<YamlMapping>()];

    public static YamlNode Value(this YamlMapping mapping, string key) => mapping.TryGet(key, out var entry) ? entry.Value : throw new KeyNotFoundException(key);
}
