using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Osm.Descriptors.Tests.Cli;
using Osm.Descriptors.Tests.Packaging;
using Osm.Descriptors.Tests.Packaging.Patching;

namespace Osm.Descriptors.Tests.Onboarding;

/// <summary>Packages that were patched are onboarded as they were before.</summary>
public sealed class NbiUploadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The KNF packages of the examples.</summary>
    public static TheoryData<string> Examples =>
    [
        .. Directory.EnumerateDirectories(Repository.Examples).Where(folder => Path.GetFileName(folder) != "broken")
            .SelectMany(Directory.EnumerateDirectories).Where(folder => Directory.EnumerateFiles(folder, "*nfd.yaml").Any())
            .Where(folder => Directory.Exists(Path.Join(folder, "helm-chart-v3s")) || Directory.Exists(Path.Join(folder, "juju-bundles")))
            .Select(folder => Path.GetRelativePath(Repository.Examples, folder)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_patched_example_is_taken(string example)
    {
        var name = Path.GetFileName(example);
        var package = _folder.Write($"{name}.tar.gz", Packed(Path.Join(Repository.Examples, example)));
        NbiUpload.Refusal(File.ReadAllBytes(package)).ShouldBeNull();

        // What its README says of it.
        string[] flags = name switch
        {
            "upf_knf" => ["--replace-multus", "access=n3", "--replace-multus", "core=n6"],
            "probe_knf" => ["--map", Path.Join(Repository.Examples, "core-ns/probe-options.yaml")],
            _ => [],
        };
        var run = CliRun.Of(["patch", package, "-o", Path.Join(_folder.Path, "out/"), .. flags]);
        run.ExitCode.ShouldBe(0, run.Output + run.Error);

        NbiUpload.Refusal(File.ReadAllBytes(Path.Join(_folder.Path, "out", $"{name}.tar.gz"))).ShouldBeNull();
        CliRun.Of("validate", Path.Join(_folder.Path, "out")).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("tar.gz")]
    [InlineData("zip")]
    public void A_patched_package_of_each_form_is_taken(string form)
    {
        var package = SamplePackage.Write(_folder, form);

        CliRun.Of("patch", package, "-o", Path.Join(_folder.Path, "out/")).ExitCode.ShouldBe(0);

        NbiUpload.Refusal(File.ReadAllBytes(Path.Join(_folder.Path, "out", Path.GetFileName(package)))).ShouldBeNull();
    }

    [Fact]
    public void It_refuses_what_NBI_refuses()
    {
        NbiUpload.Refusal(Tar.Gz(("knf/knfd.yaml", Samples.Vnfd), ("knf/other.json", "{}")))!.ShouldContain("more than one descriptor");
        NbiUpload.Refusal(Tar.Gz(("knf/readme.md", "x")))!.ShouldContain("Not found any descriptor");
        NbiUpload.Refusal(Tar.Gz(("knf/knfd.yaml", Samples.Vnfd), ("loose", "x")))!.ShouldContain("inside a dir");
        NbiUpload.Refusal(Tar.Gz(("knf/knfd.yaml", Samples.Vnfd)))!.ShouldContain("does not find the chart");
        NbiUpload.Refusal(Zip.Of(("Definitions/knfd.yaml", Samples.Vnfd), ("other.yaml", "a: b")))!.ShouldContain("more than one descriptor");
        NbiUpload.Refusal(Encoding.UTF8.GetBytes("no archive"))!.ShouldContain("not a tar");
    }

    private static byte[] Packed(string folder)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
            TarFile.CreateFromDirectory(folder, gzip, includeBaseDirectory: true);
        return bytes.ToArray();
    }
}
