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
        run.Output.ShouldContain("not verified: helm-chart-v3s/chart: neither 'helm' nor 'helm-render' is on the PATH");
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

    // A chart whose second workload is there only with values of the user's, which call networks otherwise too.
    [HelmRenderFact]
    public void Charts_are_rendered_with_the_users_values_and_with_each_kind_of_parameter_that_an_NS_can_give()
    {
        var input = SamplePackage.Write(_folder, "folder");
        _folder.Write("knf/helm-chart-v3s/chart/templates/extra.yaml", $"{{{{- if .Values.extra }}}}\n{SamplePackage.Deployment.With("  name: unit\nspec:", "  name: extra\nspec:")}{{{{- end }}}}\n");
        var one = _folder.Write("one.yaml", "extra: true\nglobal: {l2sm: {nsName: Home 1}}\n");
        var two = _folder.Write("two.yaml", "global: {l2sm: {networks: {data: shared}}}\n");
        string[] arguments = ["patch", input, "--dry-run", "--verify", "--format", "json"];

        Renders(arguments).ShouldBe((2, 4));
        Renders([.. arguments, "--values", one]).ShouldBe((3, 4));
        Renders([.. arguments, "--values", one, "--values", two]).ShouldBe((3, 4));
    }

    [Theory]
    [InlineData("nsName", "with global.l2sm.nsName: Deployment unit does not get the net 'data'")]
    [InlineData("networks\":{\"data\":\"verified", "with global.l2sm.networks: Deployment unit does not get the net 'data'")]
    [InlineData("\"\"", "with networks that are empty: Deployment unit gets the network")]
    public void A_chart_that_does_not_do_as_an_NS_tells_it_is_not_written(string told, string problem)
    {
        // It does as it is told but for one thing: then it has the network of the namespace.
        var helm = _folder.Write("bin/helm", """
            #!/bin/sh
            name=osm-l2sm-verify-data
            for file; do case $file in *.yaml) values=$(cat "$file") ;; esac; done
            case $values in
            *'TOLD'*) ;;
            *nsName*) name=verified-ns-2-data ;;
            *'""'*) name= ;;
            *networks*) name=verified-0 ;;
            esac
            case $3 in *before*) name= ;; esac
            echo 'kind: Deployment'; echo 'metadata: {name: unit}'
            case $name in
            '') echo 'spec: {template: {metadata: {}}}' ;;
            *) echo "spec: {template: {metadata: {labels: {l2sm: 'true'}, annotations: {l2sm/networks: '$name'}}}}" ;;
            esac

            """.Replace("TOLD", told, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(helm, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var run = Run(Path.GetDirectoryName(helm)! + ":/bin:/usr/bin", ["patch", SamplePackage.Write(_folder, "folder"), "-o", Out("out"), "--verify"]);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain(problem);
        Directory.Exists(Out("out")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--values is what --verify renders charts with", "--values", "x.yaml")]
    [InlineData("--values x.yaml: Could not find file", "--values", "x.yaml", "--verify")]
    public void Values_without_a_use_or_a_file_are_refused(string reason, params string[] arguments)
    {
        var run = Run("", ["patch", SamplePackage.Write(_folder, "folder"), "--dry-run", .. arguments]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(reason);
    }

    [Fact]
    public void A_bundle_is_told_to_be_for_Juju_to_show()
    {
        _folder.Write("knf/knfd.yaml", Samples.Vnfd.With("helm-chart: chart", "juju-bundle: meter.yaml"));
        _folder.Write("knf/juju-bundles/meter.yaml", "applications: {meter: {charm: meter-k8s}}\n");

        var run = Run("", ["patch", Path.Join(_folder.Path, "knf"), "--dry-run", "--verify", "--map", _folder.Write("map.yaml", "charm-options: {meter: {network: data}}\n")]);

        run.ExitCode.ShouldBe(0);
        var json = Run("", ["patch", Path.Join(_folder.Path, "knf"), "--dry-run", "--verify", "--format", "json", "--map", Path.Join(_folder.Path, "map.yaml")]);
        JsonSchema.Violations(File.ReadAllText(Path.Join(Repository.Root, "docs/schemas/patch-report.schema.json")), json.Output).ShouldBeEmpty();
        run.Output.ShouldContain("not verified: juju-bundles/meter.yaml: what a charm makes of its options only Juju can show");
    }

    private static (int Pods, int Renderings) Renders(string[] arguments)
    {
        var run = Run(Path.Join(Repository.Root, "artifacts/tools"), arguments);
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        using var report = JsonDocument.Parse(run.Output);
        JsonSchema.Violations(File.ReadAllText(Path.Join(Repository.Root, "docs/schemas/patch-report.schema.json")), run.Output).ShouldBeEmpty();
        var chart = report.RootElement.GetProperty("verification").GetProperty("charts")[0];
        return (chart.GetProperty("pods").GetInt32(), chart.GetProperty("renderings").GetInt32());
    }

    private string Out(string name) => Path.Join(_folder.Path, "written", name);

    private static CliRun Run(string path, string[] arguments) => CliRun.In(Surroundings.None with { Variable = name => name == "PATH" ? path : null }, arguments);
}
