using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>Workflow commands, which GitHub Actions shows beside the lines of a pull request.</summary>
internal static class GithubReport
{
    public static void Write(Report report, TextWriter output)
    {
        foreach (var finding in report.Findings)
        {
            var place = report.Place(finding.Position);
            var command = finding.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "notice" };
            output.WriteLine(
                $"::{command} file={Property(place.Path)}{Lines(place, finding)},title={finding.RuleId}"
                + $"::{Data(Wording.OneLine($"{place.Prefix}{finding.Message}"))}%0A{Data(Wording.OneLine(finding.Cure))}");
        }

        foreach (var input in report.Unreadable)
            output.WriteLine($"::error file={Property(input.Path)},title=unreadable::{Data(Wording.OneLine(input.Reason))}");
        output.WriteLine(Wording.Summary(report));
    }

    private static string Lines(ReportPlace place, Finding finding)
    {
        if (!place.HasLine)
            return "";
        var text = $",line={place.Position.Line},col={place.Position.Column}";
        // Columns count only within one line there.
        return finding.End is not { } end ? text
            : end.Line == place.Position.Line ? $"{text},endLine={end.Line},endColumn={end.Column}"
            : $",line={place.Position.Line},endLine={end.Line}";
    }

    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
