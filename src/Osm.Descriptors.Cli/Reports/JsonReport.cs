using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>The report for programs. Keys are only ever added.</summary>
internal static class JsonReport
{
    // Not for HTML: quotes and letters of other scripts stay readable.
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(ValidationReport report, IEnumerable<UnreadableInput> unreadable, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("descriptors", report.Packages);
            json.WriteNumber("errors", report.Count(Severity.Error));
            json.WriteNumber("warnings", report.Count(Severity.Warning));
            json.WriteNumber("notes", report.Count(Severity.Note));
            json.WriteStartArray("findings");
            foreach (var finding in report.Findings)
                WriteFinding(json, finding);
            json.WriteEndArray();
            json.WriteStartArray("unreadable");
            foreach (var input in unreadable)
            {
                json.WriteStartObject();
                json.WriteString("path", input.Path);
                json.WriteString("reason", input.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    private static void WriteFinding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("rule", finding.RuleId);
        json.WriteString("severity", SeverityName.Of(finding.Severity));
        json.WriteString("file", finding.Position.File);
        // 0 means the file as a whole.
        json.WriteNumber("line", finding.Position.Line);
        json.WriteNumber("column", finding.Position.Column);
        json.WriteString("message", finding.Message);
        json.WriteString("cure", finding.Cure);
        json.WriteEndObject();
    }
}
