namespace Osm.Descriptors.Tests.Cli;

public sealed class BaselineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _baseline;

    public BaselineTests() => _baseline = Path.Join(_folder.Path, "baseline.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_there_before_is_not_told_of_and_what_is_new_is()
    {
        var path = _folder.Write("knfd.yaml", Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: lost"));
        CliRun.Of("validate", path, "--baseline", _baseline, "--write-baseline").ExitCode.ShouldBe(0);

        var before = CliRun.Of("validate", path, "--baseline", _baseline);
        before.ExitCode.ShouldBe(0);
        before.Output.ShouldContain("1 suppressed");

        _folder.Write("knfd.yaml", "# shifted\n" + File.ReadAllText(path).With("k8s-cluster-net: mgmt", "k8s-cluster-net: gone"));
        var after = CliRun.Of("validate", path, "--baseline", _baseline, "--severity", "NET=error");
        after.ExitCode.ShouldBe(1);
        after.Output.ShouldContain("'gone'");
        after.Output.ShouldNotContain("'data-ext'");
    }

    [Fact]
    public void It_moves_with_the_files_that_it_is_about()
    {
        // Not in the package: there OSM would take it for a second descriptor.
        _folder.Write("old/knf/knfd.yaml", Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: lost"));
        CliRun.Of("validate", Path.Join(_folder.Path, "old"), "--baseline", Path.Join(_folder.Path, "old", "b.json"), "--write-baseline").ExitCode.ShouldBe(0);
        Directory.Move(Path.Join(_folder.Path, "old"), Path.Join(_folder.Path, "new"));

        CliRun.Of("validate", Path.Join(_folder.Path, "new"), "--baseline", Path.Join(_folder.Path, "new", "b.json")).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"version\": 2, \"findings\": []}")]
    [InlineData("{\"version\": 1, \"findings\": [{}]}")]
    [InlineData("{\"version\": \"1\", \"findings\": []}")]
    public void One_that_is_none_ends_with_2(string? content)
    {
        if (content is not null)
            _folder.Write("baseline.json", content);

        var run = CliRun.Of("validate", _folder.Write("knfd.yaml", Samples.Vnfd), "--baseline", _baseline);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("the baseline");
    }

    [Fact]
    public void Writing_one_needs_a_file()
    {
        var run = CliRun.Of("validate", _folder.Write("knfd.yaml", Samples.Vnfd), "--write-baseline");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("--baseline FILE");
    }
}
