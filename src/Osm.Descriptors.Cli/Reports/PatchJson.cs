using System.Text.Json;
using Osm.Descriptors.Cli.Verification;
using Osm.Descriptors.Packaging.Patching;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>The report for programs; <c>docs/schemas/patch-report.schema.json</c> describes it. Keys are only ever added.</summary>
internal static class PatchJson
{
    public static void Write(PatchOutcome outcome, TextWriter output) => JsonText.Write(output, json =>
    {
        var report = outcome.Report;
        json.WriteStartObject();
        json.WriteString("input", report.Input);
        json.WriteString("done", outcome.Takes);
        if (outcome.WrittenTo is { } path)
            json.WriteString("writtenTo", path);
        json.WriteBoolean("complete", report.IsComplete);
        json.WriteBoolean("changed", outcome.HasChanges);
        json.WriteString("dialect", report.Dialect == AnnotationDialect.Multus ? "multus" : "l2sm");
        WriteTexts(json, "nets", report.Networks);
        WriteTexts(json, "netsOfNobody", report.Lost);
        json.Objects("netsLeftOut", report.LeftOut, net =>
        {
            json.WriteString("net", net.NetId);
            json.WriteString("reason", net.Reason);
        });
        json.Objects("charts", report.Charts, chart => WriteChart(json, chart));
        json.Objects("unmet", report.Unmet, unmet =>
        {
            json.WriteString("net", unmet.NetId);
            json.WriteString("workload", unmet.Workload);
            WriteTexts(json, "known", unmet.Known);
        });
        WriteTexts(json, "notes", report.Notes);
        json.Objects("files", report.Members, member =>
        {
            json.WriteString("path", member.Path);
            json.WriteString("change", member.Change switch { MemberChange.Added => "added", MemberChange.Removed => "removed", _ => "changed" });
        });
        if (outcome.Verification is { } verification)
            json.Object("verification", () => WriteVerification(json, verification));
        json.WriteEndObject();
    });

    private static void WriteVerification(Utf8JsonWriter json, PatchVerification verification)
    {
        if (verification.Renderer is { } renderer)
            json.WriteString("renderer", renderer);
        json.Objects("charts", verification.Charts, chart =>
        {
            json.WriteString("chart", chart.Chart);
            json.WriteBoolean("verified", chart.Unverified is null && chart.Problems.IsEmpty);
            if (chart.Unverified is { } reason)
                json.WriteString("reason", reason);
            json.WriteNumber("pods", chart.Pods);
            json.WriteNumber("renderings", chart.Renderings);
            WriteTexts(json, "problems", chart.Problems);
            WriteTexts(json, "notes", chart.Notes);
        });
    }

    private static void WriteChart(Utf8JsonWriter json, ChartPatch chart)
    {
        WriteTexts(json, "kdus", chart.Kdus);
        json.WriteString("chart", chart.Chart);
        if (chart.Unreachable is { } reason)
            json.WriteString("unreachable", reason);
        json.Objects("workloads", chart.Workloads, workload =>
        {
            json.WriteString("file", workload.File);
            json.WriteNumber("line", workload.Line);
            json.WriteString("kind", workload.Kind);
            json.WriteString("name", workload.Name);
            WriteTexts(json, "nets", workload.Networks);
            json.WriteString("how", workload.How switch
            {
                AttachmentWay.Inserted => "inserted",
                AttachmentWay.Wrapped => "wrapped",
                AttachmentWay.Option => "option",
                AttachmentWay.Already => "already",
                AttachmentWay.Excluded => "excluded",
                _ => "unreachable",
            });
            if (workload.Reason is { } why)
                json.WriteString("reason", why);
        });
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
