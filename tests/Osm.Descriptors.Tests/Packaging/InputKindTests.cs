using System.Text;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Tests.Validation;
using Osm.Descriptors.Validation;
using Osm.Descriptors.Validation.Profiles;

namespace Osm.Descriptors.Tests.Packaging;

/// <summary>Inputs beyond folders and archives of OSM's own form: zips, misnamed and doubly packed ones, patterns, standard input, companions.</summary>
public sealed class InputKindTests : IDisposable
{
    private const string Meta = "TOSCA-Meta-File-Version: 1.0\nEntry-Definitions: Definitions/knfd.yaml\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_SOL004_zip_is_read_with_its_chart_in_Scripts()
    {
        var path = _folder.Write("knf.zip", Zip.Of(("Definitions/knfd.yaml", Samples.Vnfd), ("TOSCA-Metadata/TOSCA.meta", Meta), ("Scripts/helm-chart-v3s/chart/Chart.yaml", Samples.Chart)));

        var package = Open(path).Packages.ShouldHaveSingleItem();

        (package.Kind, package.IsSol, package.Descriptor!.File).ShouldBe((PackageKind.Zip, true, $"{path}!Definitions/knfd.yaml"));
        DescriptorValidator.Validate([package]).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_SOL004_folder_is_one_package()
    {
        _folder.Write("knf/Definitions/knfd.yaml", Samples.Vnfd);
        _folder.Write("knf/TOSCA-Metadata/TOSCA.meta", Meta);
        _folder.Write("knf/Scripts/helm-chart-v3s/chart/Chart.yaml", Samples.Chart);

        var package = Open(_folder.Path).Packages.ShouldHaveSingleItem();

        (package.Kind, package.IsSol).ShouldBe((PackageKind.Folder, true));
        DescriptorValidator.Validate([package]).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_zip_of_a_folder_has_no_descriptor_for_OSM() =>
        Rules(_folder.Write("knf.zip", Zip.Of(("knf/knfd.yaml", Samples.Vnfd)))).ShouldBe(["PKG303"]);

    [Fact]
    public void A_zip_with_two_descriptors_is_told() =>
        Rules(_folder.Write("knf.zip", Zip.Of(("knfd.yaml", Samples.Vnfd.With("helm-chart: chart", "helm-chart: repo/chart")), ("b.yaml", "a: b")))).ShouldBe(["PKG302"]);

    [Theory]
    [InlineData("../evil.yaml")]
    [InlineData("/etc/evil.yaml")]
    public void A_member_of_a_zip_that_leads_out_is_told_and_not_taken(string name)
    {
        var package = Open(_folder.Write("knf.zip", Zip.Of(("knfd.yaml", Samples.Vnfd), (name, "x")))).Packages.ShouldHaveSingleItem();

        package.Findings.ShouldHaveSingleItem().RuleId.ShouldBe("PKG301");
        package.Files.ShouldBe(["knfd.yaml"]);
    }

    [Theory]
    [InlineData("knf.zip")]
    [InlineData("knf.yaml")]
    [InlineData("knf")]
    public void An_archive_is_known_by_what_it_holds_and_not_by_its_name(string name) =>
        Open(_folder.Write(name, Tar.Gz(("knf/knfd.yaml", Samples.Vnfd)))).Packages.ShouldHaveSingleItem().Kind.ShouldBe(PackageKind.Archive);

    [Fact]
    public void An_archive_compressed_twice_is_read_and_told()
    {
        var path = _folder.Write("knf.tar.gz.gz", Tar.Compress(Tar.Gz(("knf/knfd.yaml", Samples.Vnfd.With("helm-chart: chart", "helm-chart: repo/chart")))));

        var finding = DescriptorValidator.Validate(Open(path).Packages).Findings.ShouldHaveSingleItem();

        (finding.RuleId, finding.Message.Contains("twice", StringComparison.Ordinal)).ShouldBe(("PKG301", true));
    }

    [Fact]
    public void An_archive_that_is_not_compressed_is_read_and_told()
    {
        using var plain = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(new MemoryStream(Tar.Gz(("knf/knfd.yaml", Samples.Vnfd))), System.IO.Compression.CompressionMode.Decompress))
            gzip.CopyTo(plain);

        var package = Open(_folder.Write("knf.tar.gz", plain.ToArray())).Packages.ShouldHaveSingleItem();

        package.Findings.ShouldHaveSingleItem().Message.ShouldContain("not compressed");
        package.Descriptor.ShouldNotBeNull();
    }

    [Fact]
    public void Patterns_are_resolved_where_no_shell_did()
    {
        _folder.Write("a/one_knfd.yaml", Samples.Vnfd);
        _folder.Write("a/deep/two_knfd.yaml", Samples.Vnfd);
        _folder.Write("a/.hidden/three_knfd.yaml", Samples.Vnfd);
        _folder.Write("a/notes.txt", "");

        Names($"{_folder.Path}/a/*.yaml").ShouldBe(["one_knfd.yaml"]);
        Names($"{_folder.Path}/**/*_knfd.yaml").ShouldBe(["two_knfd.yaml", "one_knfd.yaml"], ignoreOrder: true);
        Names($"{_folder.Path}/?/one_knfd.yaml").ShouldBe(["one_knfd.yaml"]);
        Open($"{_folder.Path}/a/*.json").Unreadable.ShouldHaveSingleItem().Reason.ShouldBe("nothing matches it");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Standard_input_may_be_a_descriptor_or_an_archive(bool archive)
    {
        var bytes = archive ? Tar.Gz(("knf/knfd.yaml", Samples.Vnfd)) : Encoding.UTF8.GetBytes(Samples.Vnfd);

        var package = PackageFinder.Open(["-"], PackageLimits.Default, () => new MemoryStream(bytes)).Packages.ShouldHaveSingleItem();

        (package.Path, package.Kind).ShouldBe(("-", archive ? PackageKind.Archive : PackageKind.BareFile));
        package.Descriptor!.Text.ShouldBe(Samples.Vnfd);
    }

    [Fact]
    public void What_a_chart_does_can_be_suppressed_where_it_is_written()
    {
        _folder.Write("knf/knfd.yaml", Samples.Vnfd);
        _folder.Write("knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart);
        _folder.Write("knf/helm-chart-v3s/chart/values.yaml", "image:\n  tag: latest # osm-l2sm: ignore LINT903 a demo\n");

        var report = Profile.Default.Apply(DescriptorValidator.Validate(Open(Path.Join(_folder.Path, "knf")).Packages));

        report.Findings.ShouldBeEmpty();
        report.Suppressed.ShouldHaveSingleItem().Finding.RuleId.ShouldBe("LINT903");
    }

    [Fact]
    public void Companions_are_known_and_not_judged()
    {
        var companion = Checked.Bare("other/knfd.yaml", Samples.Vnfd.With("mgmt-cp: mgmt-ext", "mgmt-cp: lost"));

        DescriptorValidator.Validate([Checked.Bare("nsd.yaml", Samples.Nsd)], [companion], ValidationOptions.Default).Findings.ShouldBeEmpty();
    }

    [Fact]
    public void An_input_is_meant_before_a_companion_that_is_nearer()
    {
        var companion = Checked.Bare("x/ns/knfd.yaml", Samples.Vnfd.Replace("data-ext", "old-ext", StringComparison.Ordinal));

        DescriptorValidator.Validate([Checked.Bare("x/ns/nsd.yaml", Samples.Nsd), Checked.Bare("y/knfd.yaml", Samples.Vnfd)], [companion], ValidationOptions.Default)
            .Findings.ShouldBeEmpty();
    }

    [Fact]
    public void What_stands_beside_an_NSD_is_found()
    {
        var nsd = _folder.Write("packages/ns/ns_nsd.yaml", Samples.Nsd);
        _folder.Write("packages/knf/knfd.yaml", Samples.Vnfd);
        _folder.Write("packages/packed.tar.gz", Tar.Gz(("b/b_knfd.yaml", Samples.Vnfd)));
        _folder.Write("packages/notes.yaml", "a: b");

        var inputs = Open(Path.GetDirectoryName(nsd)!);

        PackageFinder.OpenBeside(inputs, PackageLimits.Default).Select(package => Path.GetFileName(package.Path)).ShouldBe(["knf", "packed.tar.gz"]);
    }

    [Fact]
    public void A_descriptor_named_alone_is_known_to_stand_in_its_package()
    {
        var nsd = _folder.Write("packages/ns/ns_nsd.yaml", Samples.Nsd);
        _folder.Write("packages/knf/knfd.yaml", Samples.Vnfd);

        PackageFinder.OpenBeside(Open(nsd), PackageLimits.Default).Select(package => Path.GetFileName(package.Path)).ShouldBe(["knf"]);
    }

    private static OpenedInputs Open(string path) => PackageFinder.Open([path], PackageLimits.Default);

    private static IEnumerable<string?> Names(string pattern) => Open(pattern).Packages.Select(package => Path.GetFileName(package.Path));

    private static IEnumerable<string> Rules(string path) => DescriptorValidator.Validate(Open(path).Packages).Findings.Select(finding => finding.RuleId);
}
