using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>One line a finding that editors can jump by, its cure below, and a last line that sums up.</summary>
internal static class HumanReport
{
    public static void Write(ValidationReport report, TextWriter output)
    {
        foreach (var finding in report.Findings)
        {
            output.WriteLine($"{finding.Position}: {SeverityName.Of(finding.Severity)} {finding.RuleId} {OneLine(finding.Message)}");
            output.WriteLine($"    {OneLine(finding.Cure)}");
        }

        output.WriteLine(
            $"{Counted(report.Packages, "descriptor")}: {Counted(report.Count(Severity.Error), "error")}, "
            + $"{Counted(report.Count(Severity.Warning), "warning")}, {Counted(report.Count(Severity.Note), "note")}");
    }

    private static string Counted(int count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";

    // Messages quote the input: nothing of it may break the line or steer a terminal.
    private static string OneLine(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)) : text;
}
