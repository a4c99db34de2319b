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

    private string Out(string name) => Path.Join(_folder.Path, "written", name);
}
