using System.Text.Json;
using L2smOsm.Testing.Charts;
using Osm.Descriptors.Cli;
using Osm.Descriptors.Tests.Packaging.Patching;

namespace Osm.Descriptors.Tests.Cli;

/// <summary><c>osm-l2sm patch --verify</c>, with the renderer that there is, with one that lies, and with none.</summary>
public sealed class PatchVerificationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [HelmRenderTheory]
    [MemberData(nameof(SamplePackage.All), MemberType = typeof(SamplePackage))]
    public void Charts_in_every_form_of_package_are_rendered_before_and_after(string form)
    {
        var input = SamplePackage.Write(_folder, form);
        string[] attach = form.StartsWith("chart", StringComparison.Ordinal) ? ["--attach", "data"] : [];

        var run = Run(Path.Join(Repository.Root, "artifacts/tools"), ["patch", input, "-o", Out("out"), "--verify", .. attach]);

        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        run.Output.ShouldContain("verified: ");
        run.Output.ShouldContain("2 pod templates with exactly the nets wanted");
        // Once more, of what is patched: compared is what nobody patched.
        Run(Path.Join(Repository.Root, "artifacts/tools"), ["patch", Out("out"), "-o", Out("again"), "--verify"]).Output.ShouldContain("2 pod templates with exactly the nets wanted");
    }

    [Fact]
    public void Where_nothing_renders_it_says_so_and_goes_on()
    {
        var run = Run(_folder.Path, ["patch", SamplePackage.Write(_folder, "folder"), "-o", Out("out"), "--verify"]);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("not verified: neither 'helm' nor 'helm-render' is on the PATH");
        Directory.Exists(Out("out")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("echo broken >&2; exit 1", "does not render as it is: broken", 0)]
    [InlineData("case $3 in *after*) echo 'bad template' >&2; exit 1 ;; esac; echo 'kind: ConfigMap'", "the patched chart does not render: bad template", 1)]
    [InlineData("echo 'kind: Deployment'; case $3 in *after*) echo 'spec: {replicas: 2}' ;; *) echo 'spec: {replicas: 1}' ;; esac", "more than the networks", 1)]
    public void What_does_not_render_as_it_should_is_not_written(string script, string reason, int exitCode)
    {
        var helm = _folder.Write("bin/helm", $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(helm, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        foreach (var format in new[] { "human", "json", "sarif" })
        {
            var run = Run(Path.GetDirectoryName(helm)!, ["patch", SamplePackage.Write(_folder, "folder"), "-o", Out($"{format}"), "--verify", "--format", format]);

            run.ExitCode.ShouldBe(exitCode, run.Output);
            if (format != "sarif" || exitCode == 1)
                run.Output.ShouldContain(reason);
            Directory.Exists(Out(format)).ShouldBe(exitCode == 0);
            if (format == "json")
                JsonSchema.Violations(File.ReadAllText(Path.Join(Repository.Root, "docs/schemas/patch-report.schema.json")), run.Output).ShouldBeEmpty();
            if (format != "human")
                JsonDocument.Parse(run.Output).Dispose();
        }
    }

    private string Out(string name) => Path.Join(_folder.Path, "written", name);

    private static CliRun Run(string path, string[] arguments) => CliRun.In(Surroundings.None with { Variable = name => name == "PATH" ? path : null }, arguments);
}
