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
        // On a difference the new report is beside the old one, to compare or to move over it.
        var report = run.Output.Replace(folder + "/", "", StringComparison.Ordinal).Replace(folder, "<folder>", StringComparison.Ordinal);
        var expected = Path.Join(folder, "expected.txt");
        if (!File.Exists(expected) || File.ReadAllText(expected) != report)
            File.WriteAllText(expected + ".received", report);
        File.Exists(expected).ShouldBeTrue($"{expected} is missing");
        report.ShouldBe(File.ReadAllText(expected));
    }
}
