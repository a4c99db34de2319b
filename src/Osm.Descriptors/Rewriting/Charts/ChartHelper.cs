using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Osm.Descriptors.Rewriting.Charts;

/// <summary>The template that comes into a chart: it knows the wishes, and attaches pods when the chart is rendered.</summary>
internal static class ChartHelper
{
    /// <summary>Where it goes; Helm renders nothing of a file with '_' before its name.</summary>
    public const string Path = "templates/_l2sm.tpl";

    private static readonly Lazy<string> Template = new(Load);

    /// <summary>Its text.</summary>
    /// <param name="wishes">What pods are to be attached to.</param>
    /// <param name="byChart">The workloads that were named by the chart that makes them.</param>
    /// <param name="toolVersion">Of this program.</param>
    public static byte[] Text(AttachmentWishes wishes, IReadOnlySet<WorkloadWish> byChart, string toolVersion) =>
        Encoding.UTF8.GetBytes(
            Template.Value
                .Replace("@VERSION@", toolVersion, StringComparison.Ordinal)
                .Replace("@WISHES@", Table(wishes, byChart), StringComparison.Ordinal));

    // By hand, one net a line: people read it.
    private static string Table(AttachmentWishes wishes, IReadOnlySet<WorkloadWish> byChart)
    {
        var text = new StringBuilder("{\"dialect\": ").Append(wishes.Dialect == AnnotationDialect.L2sm ? "\"l2sm\"" : "\"multus\"").Append(",\n \"networks\": [");
        text.AppendJoin(',', wishes.Networks.Select(network =>
            $"\n  {{\"net\": {Json(network.NetId)}, \"workloads\": [{string.Join(", ", network.Workloads.Select(workload => Entry(workload, byChart)))}] }}"));
        text.Append("],\n \"replace\": [");
        text.AppendJoin(',', wishes.Replacements.Select(replacement =>
            $"\n  {{\"attachment\": {Json(replacement.Attachment)}, \"net\": {Json(replacement.NetId)} }}"));
        return text.Append("] }").ToString();
    }

    private static string Entry(WorkloadWish workload, IReadOnlySet<WorkloadWish> byChart) =>
        $"{{\"workload\": {Json(workload.Workload)}"
        + (workload.Address is { } address ? $", \"address\": {Json(address)}" : "")
        + (byChart.Contains(workload) ? ", \"byChart\": true" : "")
        + " }";

    // '{{' in a name would begin an action.
    private static string Json(string text) =>
        $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString().Replace("{", "\\u007b", StringComparison.Ordinal)}\"";

    private static string Load()
    {
        using var stream = typeof(ChartHelper).Assembly.GetManifestResourceStream("rewriting/_l2sm.tpl")
            ?? throw new InvalidOperationException("the program lacks its template for charts");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
