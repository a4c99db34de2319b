using System.Text.Json;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>The report for programs; <c>docs/schemas/validate-report.schema.json</c> describes it. Keys are only ever added.</summary>
internal static class JsonReport
{
    public static void Write(Report report, TextWriter output) => JsonText.Write(output, json =>
    {
        var fingerprints = Fingerprints.Of(report.Findings, report.Validation.Sources, file => file);
        json.WriteStartObject();
        json.WriteNumber("descriptors", report.Validation.Packages);
        json.WriteNumber("errors", report.Validation.Count(Severity.Error));
        json.WriteNumber("warnings", report.Validation.Count(Severity.Warning));
        json.WriteNumber("notes", report.Validation.Count(Severity.Note));
        json.Objects("findings", report.Findings.Zip(fingerprints), pair =>
        {
            WriteFinding(json, report, pair.First);
            json.WriteString("fingerprint", pair.Second);
        });
        json.Objects("suppressed", report.Validation.Suppressed, suppressed =>
        {
            WriteFinding(json, report, suppressed.Finding);
            json.WriteString("by", suppressed.By switch { SuppressedBy.Comment => "comment", SuppressedBy.Baseline => "baseline", _ => "project" });
            if (suppressed.Reason is { } reason)
                json.WriteString("reason", reason);
        });
        json.Objects("unreadable", report.Unreadable, input =>
        {
            json.WriteString("path", input.Path);
            json.WriteString("reason", input.Reason);
        });
        json.WriteEndObject();
    });

    private static void WriteFinding(Utf8JsonWriter json, Report report, Finding finding)
    {
        json.WriteString("rule", finding.RuleId);
        json.WriteString("severity", Wording.Of(finding.Severity));
        WritePlace(json, report, finding.Position, finding.End);
        json.WriteString("message", finding.Message);
        json.WriteString("cure", finding.Cure);
        if (!finding.Related.IsEmpty)
        {
            json.Objects("related", finding.Related, related =>
            {
                WritePlace(json, report, related.Position, null);
                json.WriteString("message", related.Message);
            });
        }

        if (finding.Fix is { } fix)
        {
            json.Object("fix", () =>
            {
                json.WriteString("description", fix.Description);
                json.Objects("edits", fix.Edits.SelectMany(edit => EditPlace.Of(edit, report.Validation.Sources)), edit =>
                {
                    WritePlace(json, report, edit.Start, edit.End);
                    json.WriteString("text", edit.Text);
                });
            });
        }
    }

    private static void WritePlace(Utf8JsonWriter json, Report report, SourcePosition start, SourcePosition? end)
    {
        json.WriteString("file", start.File);
        if (report.Place(start) is { Member: { } member } place)
        {
            json.WriteString("archive", place.Path);
            json.WriteString("member", member);
        }

        // 0 means the file as a whole.
        json.WriteNumber("line", start.Line);
        json.WriteNumber("column", start.Column);
        if (end is not { } behind)
            return;
        json.WriteNumber("endLine", behind.Line);
        json.WriteNumber("endColumn", behind.Column);
    }
}
