using L2smOsm.Testing;
using Osm.Descriptors.Tests.Cli;
using Osm.Descriptors.Tests.Packaging.Patching;

namespace Osm.Descriptors.Tests.Rewriting.Bundles;

/// <summary>
/// Each folder of <c>Golden/bundles</c>: a juju bundle, and a mapping that names options of its charms. What comes of it in a package, what the report
/// says, what an NS is then to be told, and back.
/// </summary>
public sealed class GoldenBundleTests : IDisposable
{
    private const string Bundle = "juju-bundles/bundle.yaml";

    private static readonly string s_cases = Path.Join(Repository.Root, "tests/Osm.Descriptors.Tests/Golden/bundles");

    private static readonly string s_here = Path.Join(Repository.Root, "tests/Osm.Descriptors.Tests/Rewriting/Bundles");

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Cases() => [.. Directory.EnumerateDirectories(s_cases).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_bundle_is_written_as_it_was_judged_right_and_comes_back(string name)
    {
        var bundle = File.ReadAllBytes(Path.Join(s_cases, name, "bundle.yaml"));
        var input = Package("in/knf", bundle);
        var flags = Path.Join(s_cases, name, "flags.txt");
        string[] given = ["--map", Path.Join(s_cases, name, "map.yaml"), .. File.Exists(flags) ? File.ReadAllLines(flags) : []];

        var run = CliRun.Of(["patch", input, "-o", Out("patched"), .. given]);

        Golden.Matches(Path.Join(s_cases, name, "report.txt"), $"{run.Output}{run.Error}exit code {run.ExitCode}\n".Replace(_folder.Path, "", StringComparison.Ordinal));
        Directory.Exists(Out("patched")).ShouldBe(run.ExitCode == 0);
        if (run.ExitCode != 0)
            return;
        var patched = File.ReadAllText(Path.Join(Out("patched"), Bundle));
        patched.ShouldStartWith("# osm-l2sm.patch {");
        Golden.Matches(Path.Join(s_cases, name, "expected.yaml"), patched[(patched.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        File.ReadAllText(Path.Join(Out("patched"), "checksums.txt")).ShouldContain(SamplePackage.Md5(File.ReadAllBytes(Path.Join(Out("patched"), Bundle))));

        _folder.Write("written/ns/nsd.yaml", File.ReadAllText(Path.Join(s_here, "nsd.yaml")));
        var told = CliRun.Of("params", Path.Join(_folder.Path, "written"), "--ns-name", "home-2");
        told.ExitCode.ShouldBe(0, told.Error);
        Golden.Matches(Path.Join(s_cases, name, "params.yaml"), told.Output);

        CliRun.Of("patch", Out("patched"), "-o", Path.Join(_folder.Path, "again")).ExitCode.ShouldBe(0);
        File.ReadAllText(Path.Join(_folder.Path, "again", Bundle)).ShouldBe(patched);
        CliRun.Of("unpatch", Out("patched"), "-o", Path.Join(_folder.Path, "back")).ExitCode.ShouldBe(0);
        SamplePackage.Listing(Path.Join(_folder.Path, "back")).ShouldBe(SamplePackage.Listing(input));
    }

    private string Out(string name) => Path.Join(_folder.Path, "written", name);

    private string Package(string path, byte[] bundle)
    {
        _folder.Write($"{path}/knfd.yaml", File.ReadAllText(Path.Join(s_here, "knfd.yaml")));
        _folder.Write($"{path}/{Bundle}", bundle);
        _folder.Write($"{path}/checksums.txt", $"{SamplePackage.Md5(bundle)}\tknf/{Bundle}\n");
        return Path.Join(_folder.Path, path);
    }
}
