using Osm.Descriptors.Tests.Packaging.Patching;

namespace Osm.Descriptors.Tests.Cli;

/// <summary>Rendered manifests through <c>osm-l2sm patch</c> and <c>unpatch</c>.</summary>
public sealed class PatchManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n# the end\r\n")]
    public void Manifests_are_patched_once_and_come_back_byte_for_byte(string end)
    {
        var text = "\ufeff---\n" + SamplePackage.Deployment + "---\nkind: ConfigMap\ndata:\n  key: |\n    text" + end;
        var input = _folder.Write("all.yaml", text);

        CliRun.Of("patch", input, "--ns-name", "Home 1", "--attach", "data", "-o", Out("patched.yaml")).ExitCode.ShouldBe(0);
        var patched = File.ReadAllText(Out("patched.yaml"));
        patched.ShouldContain("l2sm/networks: \"home-1-data\"");
        patched.ShouldContain("l2sm: \"true\"");
        // A text at the end gets no line break that it did not have.
        patched.ShouldEndWith("    text" + end);
        CliRun.Of("patch", Out("patched.yaml"), "--ns-name", "Home 1", "-o", Out("again.yaml")).ExitCode.ShouldBe(0);
        File.ReadAllText(Out("again.yaml")).ShouldBe(patched);
        CliRun.Of("unpatch", Out("again.yaml"), "-o", Out("back.yaml")).ExitCode.ShouldBe(0);
        File.ReadAllBytes(Out("back.yaml")).ShouldBe(File.ReadAllBytes(input));
    }

    [Theory]
    [InlineData("kind: Pod\n", "say it: --ns-name", "--attach", "data")]
    [InlineData("kind: Pod\n", "say nothing of nets", "--ns-name", "home-1")]
    [InlineData("kind: Pod\n", "no letter a-z and no digit", "--ns-name", "---", "--attach", "---")]
    [InlineData("vnfd:\n  id: knf\n", "a descriptor alone has no charts", "--ns-name", "home-1", "--attach", "data")]
    public void What_is_missing_is_told(string text, string reason, params string[] arguments)
    {
        var run = CliRun.Of(["patch", _folder.Write("all.yaml", text), "--dry-run", .. arguments]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(reason);
    }

    [Fact]
    public void Manifests_without_pods_leave_their_net_to_nobody() =>
        CliRun.Of("patch", _folder.Write("all.yaml", "kind: ConfigMap\n"), "--dry-run", "--ns-name", "home-1", "--attach", "data").Output.ShouldContain("no workload gets the net 'data'");

    [Fact]
    public void A_folder_of_manifests_is_patched_file_by_file_verified_by_reading_and_comes_back()
    {
        var input = Path.Join(_folder.Path, "in/manifests");
        _folder.Write("in/manifests/web/templates/web.yaml", "---\n# Source: web/templates/web.yaml\n" + SamplePackage.Deployment);
        _folder.Write("in/manifests/web/templates/service.yml", "kind: Service\nmetadata:\n  name: unit\n");
        _folder.Write("in/manifests/db.yaml", SamplePackage.Deployment.Replace("unit", "db", StringComparison.Ordinal).Replace("Deployment", "StatefulSet", StringComparison.Ordinal));
        _folder.Write("in/manifests/notes.txt", "kind: Pod\n");

        var run = CliRun.Of("patch", input, "--ns-name", "home-1", "--attach", "data", "--attach", "n6=db", "--verify", "-o", Out("patched"));

        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        run.Output.ShouldContain("verified: db.yaml, by reading it: 1 pod template with exactly the nets wanted");
        run.Output.ShouldContain("verified: web/templates/web.yaml, by reading it");
        run.Output.ShouldNotContain("service.yml");
        File.ReadAllText(Path.Join(Out("patched"), "db.yaml")).ShouldContain("l2sm/networks: \"home-1-data,home-1-n6\"");
        File.ReadAllText(Path.Join(Out("patched"), "web/templates/web.yaml")).ShouldContain("l2sm/networks: \"home-1-data\"");
        // The name of the NS is known from then on.
        CliRun.Of("patch", Out("patched"), "-o", Out("again"), "--verify").ExitCode.ShouldBe(0);
        SamplePackage.Listing(Out("again")).ShouldBe(SamplePackage.Listing(Out("patched")));
        CliRun.Of("patch", input, "--map", Out("patched"), "-o", Out("mapped")).ExitCode.ShouldBe(0);
        SamplePackage.Listing(Out("mapped")).ShouldBe(SamplePackage.Listing(Out("patched")));
        CliRun.Of("unpatch", Out("patched"), "-o", Out("back")).ExitCode.ShouldBe(0);
        SamplePackage.Listing(Out("back")).ShouldBe(SamplePackage.Listing(input));
    }

    [Theory]
    [InlineData("knfd.yaml", Samples.Vnfd, "the chart is not in the package")]
    [InlineData("helm-chart-v3s/c/templates/a.yaml", "kind: Pod\n", "neither a descriptor nor a chart")]
    [InlineData("c/Chart.yaml", Samples.Chart, "1 workload attached")]
    public void A_folder_that_is_none_of_manifests_is_not_taken_for_one(string path, string text, string reason)
    {
        _folder.Write($"in/{path}", text);
        _folder.Write("in/c/templates/pod.yaml", "kind: Pod\n");

        var run = CliRun.Of(["patch", Path.Join(_folder.Path, "in"), "--dry-run", .. path == "knfd.yaml" ? [] : (string[])["--attach", "data"]]);

        (run.Output + run.Error).ShouldContain(reason);
    }

    [Fact]
    public void A_list_for_Multus_that_becomes_virtual_links_is_verified_too()
    {
        var text = SamplePackage.Deployment.With("      labels:\n", "      annotations:\n        k8s.v1.cni.cncf.io/networks: '[{\"name\":\"old\"}]'\n      labels:\n");

        var run = CliRun.Of("patch", _folder.Write("all.yaml", text), "--ns-name", "home-1", "--attach", "data", "--replace-multus", "old=data", "--verify", "-o", Out("all.yaml"));

        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        run.Output.ShouldContain("verified: all.yaml, by reading it");
    }

    private string Out(string name) => Path.Join(_folder.Path, "written", name);
}
