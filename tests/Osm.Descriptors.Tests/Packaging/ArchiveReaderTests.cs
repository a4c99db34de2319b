using System.Formats.Tar;
using CsCheck;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Packaging;

public sealed class ArchiveReaderTests
{
    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.V7)]
    public void A_package_is_read_in_every_tar_format(TarEntryFormat format)
    {
        var package = Read(Tar.Gz(
            Tar.Entry("knf/knfd.yaml", Samples.Vnfd, format), Tar.Entry("knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart, format)));

        package.Findings.ShouldBeEmpty();
        package.Files.ShouldBe(["helm-chart-v3s/chart/Chart.yaml", "knfd.yaml"]);
        var descriptor = package.Descriptor.ShouldNotBeNull();
        descriptor.File.ShouldBe("a.tar.gz!knf/knfd.yaml");
        descriptor.Text.ShouldBe(Samples.Vnfd);
        DescriptorValidator.Validate([package]).Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(TarEntryFormat.Ustar, 200)]
    [InlineData(TarEntryFormat.Pax, 400)]
    [InlineData(TarEntryFormat.Gnu, 400)]
    public void Long_names_are_read(TarEntryFormat format, int length)
    {
        var name = "knf/" + string.Join('/', Enumerable.Repeat(new string('n', 40), length / 41)) + "/end.txt";

        Read(Tar.Gz(Tar.Entry("knf/knfd.yaml", Samples.Vnfd), Tar.Entry(name, "x", format))).Files.ShouldContain(name["knf/".Length..]);
    }

    [Theory]
    [InlineData("../evil.yaml")]
    [InlineData("knf/../../evil.yaml")]
    [InlineData("/etc/evil.yaml")]
    public void A_member_that_leads_out_of_the_package_is_told_and_not_taken(string name)
    {
        var package = Read(Tar.Gz(("knf/knfd.yaml", Samples.Vnfd), (name, "x")));

        package.Findings.ShouldHaveSingleItem().RuleId.ShouldBe("PKG301");
        package.Findings[0].Message.ShouldContain(name);
        package.Files.ShouldBe(["knfd.yaml"]);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "knf/link.yaml", "/etc/passwd")]
    [InlineData(TarEntryType.SymbolicLink, "knf/link.yaml", "../../etc/passwd")]
    [InlineData(TarEntryType.SymbolicLink, "knf/a/link", "../../other/x")]
    [InlineData(TarEntryType.HardLink, "knf/link", "../x")]
    public void A_link_that_points_out_of_the_package_is_told(TarEntryType type, string name, string target)
    {
        var package = Read(Tar.Gz(Tar.Entry("knf/knfd.yaml", Samples.Vnfd), Tar.Link(type, name, target)));

        package.Findings.ShouldHaveSingleItem().Message.ShouldContain(target);
    }

    [Fact]
    public void A_link_within_the_package_is_fine() =>
        Read(Tar.Gz(Tar.Entry("knf/knfd.yaml", Samples.Vnfd), Tar.Link(TarEntryType.SymbolicLink, "knf/a/link", "../knfd.yaml"))).Findings.ShouldBeEmpty();

    [Fact]
    public void A_file_in_no_folder_is_told() =>
        Read(Tar.Gz(("knf/knfd.yaml", Samples.Vnfd), ("README.md", "x"))).Findings.ShouldHaveSingleItem().Message.ShouldContain("in no folder");

    [Fact]
    public void A_second_top_folder_is_told_once() =>
        Read(Tar.Gz(("knf/knfd.yaml", Samples.Vnfd), ("other/a", "x"), ("other/b", "x"))).Findings.ShouldHaveSingleItem().Message.ShouldContain("'other'");

    [Fact]
    public void Two_YAML_files_in_the_top_folder_are_told_and_the_descriptor_is_still_read()
    {
        var package = Read(Tar.Gz(("knf/a.yaml", "x: 1"), ("knf/z_knfd.yaml", Samples.Vnfd), ("knf/b.json", "{}")));

        package.Findings.Select(finding => finding.Position.File).ShouldBe(["a.tar.gz!knf/a.yaml", "a.tar.gz!knf/b.json"]);
        package.Findings.ShouldAllBe(finding => finding.RuleId == "PKG302");
        package.Descriptor!.Text.ShouldBe(Samples.Vnfd);
    }

    [Fact]
    public void A_package_without_descriptor_is_told() =>
        Read(Tar.Gz(("knf/README.md", "x"))).Findings.ShouldHaveSingleItem().RuleId.ShouldBe("PKG303");

    [Fact]
    public void Names_that_begin_with_a_dot_slash_are_told_with_the_way_to_pack()
    {
        var finding = Read(Tar.Gz(("./knf/knfd.yaml", Samples.Vnfd))).Findings.ShouldHaveSingleItem();

        finding.RuleId.ShouldBe("PKG303");
        finding.Cure.ShouldContain("'./'");
    }

    [Fact]
    public void An_archive_cut_anywhere_is_told_once_or_was_whole()
    {
        var whole = Tar.Gz(("knf/knfd.yaml", Samples.Vnfd), ("knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart));
        var cuts = Enumerable.Range(0, whole.Length).Select(length => (Length: length, Package: Read(whole[..length]))).ToArray();

        foreach (var (length, package) in cuts)
        {
            // The last bytes are the compressor's own end: all members are there without them.
            if (package.Findings.IsEmpty)
                package.Files.Count.ShouldBe(2, $"cut at {length}");
            else
                DescriptorValidator.Validate([package]).Findings.ShouldHaveSingleItem().RuleId.ShouldBe("PKG301");
        }

        cuts.Count(cut => cut.Package.Findings.IsEmpty).ShouldBeLessThan(32);
    }

    [Fact]
    public void Damaged_archives_end_without_an_exception()
    {
        var tar = Tar.Header("knf/knfd.yaml", '0', Samples.Vnfd.Length)
            .Concat(System.Text.Encoding.UTF8.GetBytes(Samples.Vnfd)).Concat(new byte[512 - (Samples.Vnfd.Length % 512) + 1024]).ToArray();
        Gen.Select(Gen.Int[0, tar.Length - 1], Gen.Byte).Sample(
            (index, value) =>
            {
                var damaged = tar.ToArray();
                damaged[index] = value;
                DescriptorValidator.Validate([Read(Tar.Compress(damaged))]);
            },
            iter: 2_000);
    }

    [Fact]
    public void Random_bytes_are_told_as_no_archive() =>
        Gen.Byte.Array[0, 2_000].Sample(bytes =>
        {
            Read(bytes).Findings.ShouldNotBeEmpty();
            Read(Tar.Compress(bytes)).Findings.ShouldNotBeEmpty();
        });

    [Theory]
    [InlineData('L')]
    [InlineData('K')]
    [InlineData('x')]
    public void A_name_that_claims_gigabytes_reserves_no_memory(char type)
    {
        var archive = Tar.Compress([.. Tar.Header("x", type, 4_000_000_000), .. new byte[2048]]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Read(archive).Findings.ShouldContain(finding => finding.RuleId == "PKG301");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 * 1024 * 1024);
    }

    [Fact]
    public void A_compression_bomb_is_stopped_at_the_limit()
    {
        var limits = PackageLimits.Default with { MaxBytes = 1024 * 1024 };
        var archive = Tar.Gz(("knf/knfd.yaml", Samples.Vnfd), ("knf/zeros", new string('\0', 4 * 1024 * 1024)));

        var package = ArchiveReader.Read("a.tar.gz", new MemoryStream(archive), limits);

        package.Findings.ShouldHaveSingleItem().Message.ShouldContain("1048576 bytes");
        package.Descriptor.ShouldNotBeNull();
    }

    [Fact]
    public void An_archive_of_too_many_members_is_stopped()
    {
        var limits = PackageLimits.Default with { MaxFiles = 10 };
        var archive = Tar.Gz([.. Enumerable.Range(0, 20).Select(index => ($"knf/{index}", "x"))]);

        ArchiveReader.Read("a.tar.gz", new MemoryStream(archive), limits).Findings.ShouldContain(finding => finding.Message.Contains("10 members"));
    }

    private static Package Read(byte[] archive) => ArchiveReader.Read("a.tar.gz", new MemoryStream(archive), PackageLimits.Default);
}
