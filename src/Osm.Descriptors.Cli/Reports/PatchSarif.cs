using System.Text.Json;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>What a patch left undone, as SARIF 2.1.0.</summary>
internal static class PatchSarif
{
    public static void Write(PatchOutcome outcome, TextWriter output) => JsonText.Write(output, json =>
    {
        var report = outcome.Report;
        json.WriteStartObject();
        json.WriteString("$schema", SarifReport.Schema);
        json.WriteString("version", "2.1.0");
        json.Objects("runs", [report], _ =>
        {
            json.Object("tool", () => json.Object("driver", () =>
            {
                json.WriteString("name", "osm-l2sm patch");
                json.WriteString("semanticVersion", ProgramVersion.Text);
                json.Objects("rules", PatchFaults.Rules, rule =>
                {
                    json.WriteString("id", rule.Id);
                    json.Object("shortDescription", () => json.WriteString("text", rule.Title));
                    json.Object("defaultConfiguration", () => json.WriteString("level", rule.IsError ? "error" : "note"));
                });
            }));
            json.Objects("invocations", [report], _ =>
            {
                json.WriteBoolean("executionSuccessful", true);
                json.WriteNumber("exitCode", outcome.IsFine ? ExitCode.Fine : ExitCode.Findings);
            });
            json.Objects("results", PatchFaults.Of(outcome), fault => WriteResult(json, report.Input, fault));
        });
        json.WriteEndObject();
    });

    private static void WriteResult(Utf8JsonWriter json, string input, PatchFault fault)
    {
        json.WriteString("ruleId", fault.RuleId);
        json.WriteString("level", fault.IsError ? "error" : "note");
        json.Object("message", () => json.WriteString("text", fault.File is null ? fault.Message : $"{fault.File}:{fault.Line}: {fault.Message}"));
        json.Objects("locations", [fault], _ =>
        {
            var isFolder = Directory.Exists(input);
            json.Object("physicalLocation", () =>
            {
                json.Object("artifactLocation", () => json.WriteString("uri", SarifReport.UriOf(isFolder && fault.File is not null ? Path.Join(input, fault.File) : input)));
                if (isFolder && fault.Line > 0)
                    json.Object("region", () => json.WriteNumber("startLine", fault.Line));
            });
            // A line of a member is none of the archive's bytes.
            if (!isFolder && fault.File is not null)
            {
                json.Objects("logicalLocations", [fault], _ =>
                {
                    json.WriteString("fullyQualifiedName", $"{input}!{fault.File}:{fault.Line}");
                    json.WriteString("kind", "member");
                });
            }
        });
    }
}
