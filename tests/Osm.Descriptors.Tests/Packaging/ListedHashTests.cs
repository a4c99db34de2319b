#pragma warning disable CA5351 // OSM's checksums are MD5

using System.Security.Cryptography;
using System.Text;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Packaging;

/// <summary>The hashes of checksums.txt, TOSCA.meta and manifests are compared, in every form of package.</summary>
public sealed class ListedHashTests : IDisposable
{
    private const string Readme = "# read me\n";

    private static readonly string Wrong = new('0', 32);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("folder", true)]
    [InlineData("tar.gz", true)]
    [InlineData("tar", true)]
    [InlineData("folder", false)]
    [InlineData("tar.gz", false)]
    [InlineData("tar", false)]
    public void A_wrong_line_of_checksums_is_told_wherever_the_list_stands(string form, bool listFirst)
    {
        var list = $"{Md5(Samples.Vnfd)}\tknf/knfd.yaml\n{Wrong}\tknf/README.md\n{Md5("x").ToUpperInvariant()}\tknf/docs/x.txt\n";
        (string Name, string Content)[] files =
            [("knf/knfd.yaml", Samples.Vnfd), ("knf/README.md", Readme), ("knf/docs/x.txt", "x"), ("knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart)];
        files = listFirst ? [("knf/checksums.txt", list), .. files] : [.. files, ("knf/checksums.txt", list)];

        var finding = Findings(Write(form, files)).Where(finding => finding.RuleId != "PKG301").ShouldHaveSingleItem();

        finding.RuleId.ShouldBe("PKG307");
        // A folder is still worked on.
        finding.Severity.ShouldBe(form == "folder" ? Severity.Note : Severity.Warning);
        (finding.Position.Line, finding.Position.Column).ShouldBe((2, 1));
        finding.Position.File.ShouldEndWith("knf/checksums.txt");
        finding.Message.ShouldContain($"'README.md' is {Md5(Readme)}");
    }

    [Theory]
    [InlineData("folder", "SHA-256")]
    [InlineData("folder", "SHA-512")]
    [InlineData("zip", "SHA-256")]
    [InlineData("zip", "SHA-512")]
    public void A_wrong_hash_of_a_manifest_is_told(string form, string algorithm)
    {
        var right = Convert.ToHexString(CryptographicOperations.HashData(new HashAlgorithmName(algorithm.Replace("-", "", StringComparison.Ordinal)), Encoding.UTF8.GetBytes(Readme)));
        Findings(WriteSol(form, $"Source: Files/README.md\nAlgorithm: {algorithm}\nHash: {right}\n")).ShouldBeEmpty();

        var finding = Findings(WriteSol(form, $"Source: Files/README.md\nAlgorithm: {algorithm}\nHash:  {right[..^1]}Z\n")).ShouldHaveSingleItem();

        finding.RuleId.ShouldBe("PKG312");
        finding.Severity.ShouldBe(form == "folder" ? Severity.Note : Severity.Error);
        (finding.Position.Line, finding.Position.Column).ShouldBe((3, 8));
        finding.Position.File.ShouldEndWith("knf.mf");
    }

    [Fact]
    public void An_algorithm_that_is_none_is_told_and_a_file_of_the_web_is_not_missed()
    {
        var finding = Findings(WriteSol("folder", "Source: https://example.org/image\nAlgorithm: SHA-256\nHash: 1\nSource: Files/README.md\nAlgorithm: CRC-32\nHash: 1\n"))
            .ShouldHaveSingleItem();

        finding.Message.ShouldContain("'CRC-32'");
        finding.Position.Line.ShouldBe(5);
    }

    [Fact]
    public void Links_and_devices_are_not_hashed()
    {
        _folder.Write("knf/knfd.yaml", Samples.Vnfd);
        _folder.Write("knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart);
        _folder.Write("knf/checksums.txt", $"{Wrong}\tknf/zero.bin\n");
        File.CreateSymbolicLink(Path.Join(_folder.Path, "knf/zero.bin"), "/dev/zero");

        Findings(Path.Join(_folder.Path, "knf")).ShouldBeEmpty();
    }

    private string WriteSol(string form, string manifest) =>
        Write(form,
            ("knf/Definitions/knfd.yaml", Samples.Vnfd), ("knf/TOSCA-Metadata/TOSCA.meta", "Entry-Definitions: Definitions/knfd.yaml\n"),
            ("knf/Scripts/helm-chart-v3s/chart/Chart.yaml", Samples.Chart), ("knf/Files/README.md", Readme), ("knf/knf.mf", manifest));

    private string Write(string form, params (string Name, string Content)[] files)
    {
        switch (form)
        {
            case "tar.gz":
                return _folder.Write("knf.tar.gz", Tar.Gz(files));
            case "tar":
                return _folder.Write("knf.tar", Tar.Plain(files));
            case "zip":
                return _folder.Write("knf.zip", Zip.Of([.. files.Select(file => (file.Name["knf/".Length..], file.Content))]));
            default:
                foreach (var (name, content) in files)
                    _folder.Write(name, content);
                return Path.Join(_folder.Path, "knf");
        }
    }

    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));

    private static IReadOnlyList<Finding> Findings(string path) =>
        DescriptorValidator.Validate(PackageFinder.Open([path], PackageLimits.Default).Packages).Findings;
}
