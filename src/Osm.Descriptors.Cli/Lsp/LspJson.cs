using System.Text.Json;
using Osm.Descriptors.Cli.Reports;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Lsp;

/// <summary>Findings, places and fixes as LSP writes them; its lines and characters begin at 0.</summary>
internal static class LspJson
{
    public static void WriteDiagnostic(Utf8JsonWriter json, Finding finding, Func<string, string> uriOf)
    {
        WriteRange(json, finding.Position, finding.End);
        json.WriteNumber("severity", finding.Severity switch { Severity.Error => 1, Severity.Warning => 2, _ => 3 });
        json.WriteString("code", finding.RuleId);
        json.WriteString("source", "osm-l2sm");
        json.WriteString("message", $"{finding.Message}\n{finding.Cure}");
        if (finding.Related.IsEmpty)
            return;
        json.Objects("relatedInformation", finding.Related, related =>
        {
            json.Object("location", () => WriteLocation(json, related.Position, uriOf));
            json.WriteString("message", related.Message);
        });
    }

    public static void WriteLocation(Utf8JsonWriter json, SourcePosition position, Func<string, string> uriOf)
    {
        json.WriteString("uri", uriOf(position.File));
        WriteRange(json, position, null);
    }

    public static void WriteAction(Utf8JsonWriter json, Finding finding, Fix fix, SourceLines lines, Func<string, string> uriOf)
    {
        json.WriteString("title", $"{finding.RuleId}: {fix.Description}");
        json.WriteString("kind", "quickfix");
        json.WriteBoolean("isPreferred", true);
        json.Objects("diagnostics", [finding], each => WriteDiagnostic(json, each, uriOf));
        json.Object("edit", () => json.Object("changes", () =>
            json.Objects(uriOf(finding.Position.File), fix.Edits, edit =>
            {
                WriteRange(json, lines.PositionOf(edit.Span.Start.Value), lines.PositionOf(edit.Span.End.Value));
                json.WriteString("newText", edit.Text);
            })));
    }

    private static void WriteRange(Utf8JsonWriter json, SourcePosition start, SourcePosition? end) => json.Object("range", () =>
    {
        json.Object("start", () => WritePosition(json, start));
        json.Object("end", () => WritePosition(json, end ?? start));
    });

    // Line 0 means the file as a whole: then its beginning.
    private static void WritePosition(Utf8JsonWriter json, SourcePosition position)
    {
        json.WriteNumber("line", Math.Max(position.Line - 1, 0));
        json.WriteNumber("character", Math.Max(position.Column - 1, 0));
    }
}
