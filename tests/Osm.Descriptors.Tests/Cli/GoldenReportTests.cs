using Osm.Descriptors.Cli.Commands;

namespace Osm.Descriptors.Tests.Cli;

/// <summary>Each folder of <c>descriptors-examples/broken</c> gives exactly the report beside it.</summary>
public sealed class GoldenReportTests
{
    public static TheoryData<string> Cases() =>
        [.. Directory.EnumerateDirectories(Path.Join(Repository.Examples, "broken")).Select(folder => Path.GetFileName(folder)!).Order()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_broken_example_gives_its_expected_report(string name)
    {
        var folder = Path.Join(Repository.Examples, "broken", name);
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter();

        var exitCode = CommandLine.Run(["validate", folder], output, error);

        exitCode.ShouldBe(1);
        error.ToString().ShouldBeEmpty();
        // On a difference the new report is beside the old one, to compare or to move over it.
        var report = output.ToString().Replace(folder + "/", "", StringComparison.Ordinal);
        var expected = Path.Join(folder, "expected.txt");
        if (!File.Exists(expected) || File.ReadAllText(expected) != report)
            File.WriteAllText(expected + ".received", report);
        File.Exists(expected).ShouldBeTrue($"{expected} is missing");
        report.ShouldBe(File.ReadAllText(expected));
    }
}
