using System.Text.Json;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>SARIF 2.1.0 (OASIS): what code scanning services and many editors read.</summary>
internal static class SarifReport
{
    internal const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    public static void Write(Report report, TextWriter output) => JsonText.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("version", "2.1.0");
        json.Objects("runs", [report], _ =>
        {
            json.Object("tool", () => json.Object("driver", () => SarifRules.WriteDriver(json)));
            json.WriteString("columnKind", "utf16CodeUnits");
            json.Objects("invocations", [report], _ => WriteInvocation(json, report));
            WriteResults(json, report);
        });
        json.WriteEndObject();
    });

    private static void WriteInvocation(Utf8JsonWriter json, Report report)
    {
        json.WriteBoolean("executionSuccessful", report.ExitCode != Cli.ExitCode.Usage);
        json.WriteNumber("exitCode", report.ExitCode);
        json.Objects("toolExecutionNotifications", report.Unreadable, input =>
        {
            json.WriteString("level", "error");
            WriteText(json, "message", $"{input.Path}: {input.Reason}");
        });
    }

    private static void WriteResults(Utf8JsonWriter json, Report report)
    {
        // Also the suppressed ones are results: services then show them as closed.
        (Finding Finding, SuppressedFinding? Suppressed)[] results =
        [
            .. report.Findings.Select(finding => (finding, (SuppressedFinding?)null)),
            .. report.Validation.Suppressed.Select(suppressed => (suppressed.Finding, (SuppressedFinding?)suppressed)),
        ];
        var fingerprints = Fingerprints.Of(results.Select(result => result.Finding), report.Validation.Sources, file => file);
        json.Objects("results", results.Zip(fingerprints), pair =>
        {
            var (finding, suppressed) = pair.First;
            json.WriteString("ruleId", finding.RuleId);
            json.WriteNumber("ruleIndex", SarifRules.IndexOf(finding.RuleId));
            json.WriteString("level", Wording.Of(finding.Severity));
            WriteText(json, "message", $"{report.Place(finding.Position).Prefix}{finding.Message}. Cure: {finding.Cure}");
            json.Objects("locations", [finding], _ => WriteLocation(json, report, finding.Position, finding.End));
            if (!finding.Related.IsEmpty)
            {
                json.Objects("relatedLocations", finding.Related, related =>
                {
                    WriteLocation(json, report, related.Position, null);
                    WriteText(json, "message", related.Message);
                });
            }

            json.Object("partialFingerprints", () => json.WriteString("osmL2sm/v1", pair.Second));
            if (finding.Fix is { } fix && report.Place(finding.Position).Member is null)
                json.Objects("fixes", [fix], _ => WriteFix(json, report, fix));
            if (suppressed is not null)
            {
                json.Objects("suppressions", [suppressed], _ =>
                {
                    json.WriteString("kind", suppressed.By == SuppressedBy.Comment ? "inSource" : "external");
                    json.WriteString("status", "accepted");
                    if (suppressed.Reason is { } reason)
                        json.WriteString("justification", reason);
                });
            }
        });
    }

    private static void WriteLocation(Utf8JsonWriter json, Report report, SourcePosition start, SourcePosition? end)
    {
        var place = report.Place(start);
        json.Object("physicalLocation", () =>
        {
            WriteArtifact(json, place.Path);
            if (place.HasLine)
                json.Object("region", () => WriteRegion(json, start, end));
        });
        // A line of a member is none of the archive's bytes.
        if (place.Member is not null)
        {
            json.Objects("logicalLocations", [place], _ =>
            {
                json.WriteString("fullyQualifiedName", start.ToString());
                json.WriteString("kind", "member");
            });
        }
    }

    private static void WriteFix(Utf8JsonWriter json, Report report, Fix fix)
    {
        WriteText(json, "description", fix.Description);
        json.Objects("artifactChanges", fix.Edits.GroupBy(edit => edit.File), edits =>
        {
            WriteArtifact(json, report.Place(SourcePosition.WholeFile(edits.Key)).Path);
            json.Objects("replacements", edits.SelectMany(edit => EditPlace.Of(edit, report.Validation.Sources)), edit =>
            {
                json.Object("deletedRegion", () => WriteRegion(json, edit.Start, edit.End));
                WriteText(json, "insertedContent", edit.Text);
            });
        });
    }

    private static void WriteArtifact(Utf8JsonWriter json, string path) =>
        json.Object("artifactLocation", () => json.WriteString("uri", UriOf(path)));

    private static void WriteRegion(Utf8JsonWriter json, SourcePosition start, SourcePosition? end)
    {
        json.WriteNumber("startLine", start.Line);
        json.WriteNumber("startColumn", start.Column);
        if (end is not { } behind)
            return;
        json.WriteNumber("endLine", behind.Line);
        json.WriteNumber("endColumn", behind.Column);
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text) => json.Object(name, () => json.WriteString("text", text));

    internal static string UriOf(string path)
    {
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        return path.StartsWith('/') ? $"file://{escaped}" : escaped;
    }
}
