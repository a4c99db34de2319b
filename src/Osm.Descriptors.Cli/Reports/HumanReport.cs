namespace Osm.Descriptors.Cli.Reports;

/// <summary>For logs, pipes and editors: one line a finding that can be jumped by, its cure below, and a last line that sums up.</summary>
internal static class HumanReport
{
    public static void Write(Report report, TextWriter output)
    {
        foreach (var finding in report.Findings)
        {
            output.WriteLine(
                $"{Wording.OneLine(finding.Position.ToString())}: {Wording.Of(finding.Severity)} {finding.RuleId} {Wording.OneLine(finding.Message)}");
            output.WriteLine($"    {Wording.OneLine(finding.Cure)}");
        }

        output.WriteLine(Wording.Summary(report));
    }
}
