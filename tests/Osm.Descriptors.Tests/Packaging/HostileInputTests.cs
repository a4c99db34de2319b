using System.Diagnostics;
using System.IO.Compression;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Packaging;

/// <summary>Whatever the bytes, a run ends, with findings or with an input that cannot be used.</summary>
public sealed class HostileInputTests : IDisposable
{
    // Far above what any takes: a machine may be busy.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("x.yaml")]
    [InlineData("x.tar.gz")]
    [InlineData("x.zip")]
    public void Random_bytes_end_in_findings_or_are_unusable(string name)
    {
        var random = new Random(1);
        for (var round = 0; round < 300; round++)
        {
            var bytes = new byte[random.Next(2_000)];
            random.NextBytes(bytes);
            Judge(name, bytes);
        }
    }

    [Theory]
    [InlineData("x.tar.gz")]
    [InlineData("x.zip")]
    [InlineData("x.yaml")]
    public void Sound_inputs_with_some_bytes_changed_or_cut_end_likewise(string name)
    {
        var sound = name switch
        {
            "x.zip" => Zip.Of(("Definitions/knfd.yaml", Samples.Vnfd), ("TOSCA-Metadata/TOSCA.meta", "Entry-Definitions: a"), ("Scripts/helm-chart-v3s/chart/Chart.yaml", Samples.Chart)),
            "x.yaml" => System.Text.Encoding.UTF8.GetBytes(Samples.Nsd),
            _ => Tar.Gz(("knf/knfd.yaml", Samples.Vnfd), ("knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart)),
        };
        var random = new Random(2);
        for (var round = 0; round < 400; round++)
        {
            var bytes = sound[..(round % 2 == 0 ? sound.Length : random.Next(sound.Length))].ToArray();
            for (var change = random.Next(6); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Judge(name, bytes);
        }
    }

    [Fact]
    public void A_zip_bomb_is_read_no_further_than_its_limits()
    {
        var zeros = new byte[64 * 1024 * 1024];
        var path = _folder.Write("x.zip", Zip.OfBytes(("Definitions/knfd.yaml", zeros), ("Scripts/helm-chart-v3s/c/Chart.yaml", zeros), ("Scripts/helm-chart-v3s/c/values.yaml", zeros)));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var package = PackageFinder.Open([path], PackageLimits.Default).Packages.ShouldHaveSingleItem();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 * 1024 * 1024);
        package.Findings.ShouldContain(finding => finding.RuleId == "OSM003");
    }

    [Fact]
    public void A_zip_that_claims_more_members_than_it_has_room_for_is_told()
    {
        var bytes = Zip.Of(("knfd.yaml", Samples.Vnfd));
        bytes.AsSpan(bytes.Length - 22 + 8, 4).Fill(0xff);

        Open("x.zip", bytes).Packages.ShouldHaveSingleItem().Findings.ShouldContain(finding => finding.RuleId == "PKG301");
    }

    [Fact]
    public void A_gzip_bomb_ends_at_its_limit()
    {
        using var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Tar.Header("knf/zeros", '0', 8L * 1024 * 1024 * 1024 - 1));
            var zeros = new byte[1024 * 1024];
            for (var written = 0; written < 1_100; written++)
                gzip.Write(zeros);
        }

        var clock = Stopwatch.StartNew();
        Open("x.tar.gz", bomb.ToArray()).Packages.ShouldHaveSingleItem().Findings.ShouldContain(finding => finding.RuleId == "PKG301");
        clock.Elapsed.ShouldBeLessThan(Deadline);
    }

    [Fact]
    public void Links_in_a_folder_are_not_followed()
    {
        _folder.Write("knf/knfd.yaml", Samples.Vnfd);
        Directory.CreateSymbolicLink(Path.Join(_folder.Path, "knf", "helm-chart-v3s"), _folder.Path);
        File.CreateSymbolicLink(Path.Join(_folder.Path, "knf", "checksums.txt"), "/dev/zero");

        var package = PackageFinder.Open([Path.Join(_folder.Path, "knf")], PackageLimits.Default).Packages.ShouldHaveSingleItem();

        package.Files.ShouldBe(["checksums.txt", "helm-chart-v3s", "knfd.yaml"]);
    }

    [Fact]
    public void A_chart_with_a_bomb_of_aliases_costs_nothing()
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 25).Select(level => $"{(char)('a' + level)}: &{(char)('a' + level)} [{string.Join(",", Enumerable.Repeat($"*{(char)('a' + level - 1)}", 9))}]\n"));
        _folder.Write("knf/knfd.yaml", Samples.Vnfd);
        _folder.Write("knf/helm-chart-v3s/chart/Chart.yaml", bomb);
        _folder.Write("knf/helm-chart-v3s/chart/values.yaml", "global: {l2sm: {}}\n" + bomb);

        var findings = PackageFinder.Open([Path.Join(_folder.Path, "knf")], PackageLimits.Default).Packages.ShouldHaveSingleItem().Findings;

        findings.ShouldHaveSingleItem().RuleId.ShouldBe("PKG305");
    }

    [Fact]
    public async Task The_program_judges_them_all_with_a_heap_of_200_MB()
    {
        var zeros = new byte[64 * 1024 * 1024];
        _folder.Write("bomb.zip", Zip.OfBytes(("Definitions/knfd.yaml", zeros), ("Scripts/helm-chart-v3s/c/values.yaml", zeros)));
        _folder.Write("bomb_knfd.yaml", "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 25).Select(level => $"{(char)('a' + level)}: &{(char)('a' + level)} [{string.Join(",", Enumerable.Repeat($"*{(char)('a' + level - 1)}", 9))}]\n")));
        _folder.Write("wide_knfd.yaml", "vnfd: {id: a, ext-cpd: [" + string.Concat(Enumerable.Range(0, 60_000).Select(id => $"{{id: e{id}, foo: 1}},")) + "]}");
        _folder.Write("deep_knfd.yaml", "# osm-l2sm: ignore-file OSM003 it is deep\n" + new string('[', 1_000_000));
        _folder.Write("deeper_knfd.yaml", new string('[', 1_000_000));
        _folder.Write("cut.tar.gz", Tar.Gz(("knf/knfd.yaml", Samples.Vnfd))[..150]);
        for (var file = 0; file < 2_000; file++)
            _folder.Write($"many/knf/f{file}.yaml", "x: y");
        var start = new ProcessStartInfo("dotnet", [Path.Join(AppContext.BaseDirectory, "osm-l2sm.dll"), "validate", _folder.Path]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["DOTNET_GCHeapHardLimit"] = "0xC800000";

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var ended = deadline.Token.Register(process.Kill);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(1, await error);
        output.ShouldContain("bomb.zip!Definitions/knfd.yaml: error OSM003");
        output.ShouldContain("bomb_knfd.yaml");
        output.ShouldContain("deeper_knfd.yaml");
    }

    private OpenedInputs Open(string name, byte[] bytes) => PackageFinder.Open([_folder.Write(name, bytes)], PackageLimits.Default);

    private void Judge(string name, byte[] bytes)
    {
        var inputs = Open(name, bytes);

        (inputs.Packages.Length + inputs.Unreadable.Length).ShouldBe(1);
        _ = DescriptorValidator.Validate(inputs.Packages);
    }
}
