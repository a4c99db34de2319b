using System.Diagnostics;
using Osm.Descriptors.Packaging;

namespace Osm.Descriptors.Tests.Packaging;

public sealed class PackageFinderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_of_packages_gives_each_of_them_and_nothing_from_inside_charts()
    {
        _folder.Write("a_knf/a_knfd.yaml", Samples.Vnfd);
        _folder.Write("a_knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart);
        _folder.Write("a_knf/helm-chart-v3s/chart/templates/x_nfd.yaml", "{{ bad");
        _folder.Write("deep/er/ns/ns_nsd.yaml", Samples.Nsd);
        _folder.Write("packed.tar.gz", Tar.Gz(("b/b_knfd.yaml", Samples.Vnfd)));
        _folder.Write(".git/x_nfd.yaml", "no");
        _folder.Write("ci.yaml", "stages: []");

        var inputs = Open(_folder.Path);

        inputs.Unreadable.ShouldBeEmpty();
        inputs.Packages.Select(package => (Path.GetRelativePath(_folder.Path, package.Path), package.Kind))
            .ShouldBe([("packed.tar.gz", PackageKind.Archive), ("a_knf", PackageKind.Folder), ("deep/er/ns", PackageKind.Folder)]);
    }

    [Fact]
    public void A_package_folder_tells_its_files_and_its_descriptor()
    {
        var path = _folder.Write("knf/knfd.yaml", "\ufeff" + Samples.Vnfd);
        _folder.Write("knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart);

        var package = Open(Path.Join(_folder.Path, "knf")).Packages.ShouldHaveSingleItem();

        package.Files.ShouldBe(["helm-chart-v3s/chart/Chart.yaml", "knfd.yaml"]);
        package.HasFolder("helm-chart-v3s/chart").ShouldBeTrue();
        package.HasFolder("helm-chart-v3s/char").ShouldBeFalse();
        package.HasFolder("zzz").ShouldBeFalse();
        package.Descriptor!.File.ShouldBe(path);
        package.Descriptor.Text.ShouldBe(Samples.Vnfd);
    }

    [Fact]
    public void A_descriptor_of_another_name_is_found_by_its_envelope()
    {
        _folder.Write("knf/descriptor.yml", "# licence\n" + Samples.Vnfd);

        Open(_folder.Path).Packages.ShouldHaveSingleItem().Descriptor.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_pipe_in_a_folder_is_not_waited_for()
    {
        _folder.Write("a_knf/a_knfd.yaml", "vnfd:\n  id: a\n");
        foreach (var pipe in (string[])["other.yaml", "a_knf/values.yaml", "p_knf/p_knfd.yaml"])
        {
            var path = Path.Join(_folder.Path, pipe);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var mkfifo = Process.Start("mkfifo", path);
            await mkfifo.WaitForExitAsync();
            mkfifo.ExitCode.ShouldBe(0);
        }

        var opened = await Task.Run(() => PackageFinder.Open([_folder.Path], PackageLimits.Default)).WaitAsync(TimeSpan.FromSeconds(30));

        opened.Packages.Select(package => Path.GetFileName(package.Path)).ShouldContain("a_knf");
    }

    [Theory]
    [InlineData("p_knfd.yaml", "p_knfd.yaml")]
    [InlineData("p.tar.gz", "p.tar.gz")]
    [InlineData("p_knfd.yaml", "*_knfd.yaml")]
    public async Task A_pipe_that_is_named_is_not_waited_for(string pipe, string named)
    {
        using var mkfifo = Process.Start("mkfifo", Path.Join(_folder.Path, pipe));
        await mkfifo.WaitForExitAsync();
        mkfifo.ExitCode.ShouldBe(0);

        var opened = await Task.Run(() => PackageFinder.Open([Path.Join(_folder.Path, named)], PackageLimits.Default))
            .WaitAsync(TimeSpan.FromSeconds(30));

        (opened.Unreadable.Length + opened.Packages.Length).ShouldBe(1);
    }

    [Fact]
    public void A_folder_of_lone_descriptors_gives_each()
    {
        _folder.Write("a_nfd.yaml", Samples.Vnfd);
        _folder.Write("b_nsd.yaml", Samples.Nsd);

        Open(_folder.Path).Packages.Select(package => package.Kind).ShouldBe([PackageKind.BareFile, PackageKind.BareFile]);
    }

    [Fact]
    public void A_second_YAML_file_beside_a_descriptor_is_told()
    {
        _folder.Write("knf/knfd.yaml", Samples.Vnfd);
        _folder.Write("knf/notes.yaml", "x: 1");

        var finding = Open(Path.Join(_folder.Path, "knf")).Packages.ShouldHaveSingleItem().Findings.ShouldHaveSingleItem();

        finding.RuleId.ShouldBe("PKG302");
        finding.Position.File.ShouldEndWith("notes.yaml");
    }

    [Fact]
    public void A_package_folder_that_lost_its_descriptor_is_told()
    {
        _folder.Write("knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart);

        Open(Path.Join(_folder.Path, "knf")).Packages.ShouldHaveSingleItem().Findings.ShouldHaveSingleItem().RuleId.ShouldBe("PKG303");
    }

    [Fact]
    public void An_archive_is_known_by_its_bytes_not_its_name()
    {
        var path = _folder.Write("package.bin", Tar.Gz(("b/b_knfd.yaml", Samples.Vnfd)));

        Open(path).Packages.ShouldHaveSingleItem().Kind.ShouldBe(PackageKind.Archive);
    }

    [Fact]
    public void What_cannot_be_used_is_told_and_the_rest_is_still_opened()
    {
        var good = _folder.Write("a_nfd.yaml", Samples.Vnfd);
        var picture = _folder.Write("logo.png", "x");
        Directory.CreateDirectory(Path.Join(_folder.Path, "empty"));

        var inputs = Open(Path.Join(_folder.Path, "nowhere"), picture, Path.Join(_folder.Path, "empty"), good);

        inputs.Packages.ShouldHaveSingleItem();
        inputs.Unreadable.Select(input => Path.GetFileName(input.Path)).ShouldBe(["nowhere", "logo.png", "empty"]);
        inputs.Unreadable.ShouldAllBe(input => input.Reason.Length > 20);
    }

    [Fact]
    public void Links_in_a_folder_are_never_followed()
    {
        _folder.Write("knf/knfd.yaml", Samples.Vnfd);
        Directory.CreateSymbolicLink(Path.Join(_folder.Path, "knf", "circle"), "..");
        Directory.CreateSymbolicLink(Path.Join(_folder.Path, "again"), ".");

        var package = Open(_folder.Path).Packages.ShouldHaveSingleItem();

        package.Files.ShouldBe(["circle", "knfd.yaml"]);
    }

    [Fact]
    public void A_folder_of_too_many_files_is_told()
    {
        _folder.Write("knf/knfd.yaml", Samples.Vnfd);
        for (var index = 0; index < 10; index++)
            _folder.Write($"knf/files/{index}", "");

        PackageFinder.Open([_folder.Path], PackageLimits.Default with { MaxFiles = 5 }).Packages.ShouldHaveSingleItem()
            .Findings.ShouldContain(finding => finding.RuleId == "PKG301");
    }

    private static OpenedInputs Open(params string[] paths) => PackageFinder.Open(paths, PackageLimits.Default);
}
