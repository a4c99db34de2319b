using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>GitLab's code quality report: an array of issues, compared between branches by their fingerprints.</summary>
internal static class GitlabReport
{
    public static void Write(Report report, TextWriter output) => JsonText.Write(output, json =>
    {
        var fingerprints = Fingerprints.Of(report.Findings, report.Validation.Sources, file => file);
        json.WriteStartArray();
        foreach (var (finding, fingerprint) in report.Findings.Zip(fingerprints))
        {
            var place = report.Place(finding.Position);
            var severity = finding.Severity switch { Severity.Error => "critical", Severity.Warning => "minor", _ => "info" };
            WriteIssue($"{place.Prefix}{finding.Message} ({finding.Cure})", finding.RuleId, fingerprint, severity, place.Path, place.HasLine ? place.Position.Line : 1);
        }

        foreach (var input in report.Unreadable)
            WriteIssue(input.Reason, "unreadable", $"unreadable {input.Path}", "blocker", input.Path, 1);
        json.WriteEndArray();

        void WriteIssue(string description, string check, string fingerprint, string severity, string path, int line)
        {
            json.WriteStartObject();
            json.WriteString("description", description);
            json.WriteString("check_name", check);
            json.WriteString("fingerprint", fingerprint);
            json.WriteString("severity", severity);
            json.Object("location", () =>
            {
                json.WriteString("path", path);
                json.Object("lines", () => json.WriteNumber("begin", line));
            });
            json.WriteEndObject();
        }
    });
}
