using L2smOsm.Testing;

namespace Osm.Descriptors.Tests.Cli;

/// <summary>Each folder of <c>descriptors-examples/broken</c>, one a rule, gives exactly the report beside it.</summary>
public sealed class GoldenReportTests
{
    public static TheoryData<string> Cases() =>
        [.. Directory.EnumerateDirectories(Path.Join(Repository.Examples, "broken")).Select(folder => Path.GetFileName(folder)!).Order()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_broken_example_gives_its_expected_report(string name)
    {
        var folder = Path.Join(Repository.Examples, "broken", name);

        // A few rules need to be told something.
        var told = Path.Join(folder, "arguments.txt");
        string[] arguments = File.Exists(told) ? File.ReadAllText(told).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];

        var run = CliRun.Of(["validate", "--fail-on", "note", .. arguments, folder]);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldBeEmpty();
        var report = run.Output.Replace(folder + "/", "", StringComparison.Ordinal).Replace(folder, "<folder>", StringComparison.Ordinal);
        Golden.Matches(Path.Join(folder, "expected.txt"), report);
    }
}
