using System.Text;
using L2smOsm.Testing.Charts;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Tests.Rewriting.Charts;

/// <summary>Charts in memory, rewritten and rendered.</summary>
internal static class SmallChart
{
    public const string Metadata = "apiVersion: v2\nname: unit\nversion: 1.0.0\n";

    /// <summary>A Deployment with all metadata written out.</summary>
    public const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{ .Release.Name }}-web
        spec:
          selector:
            matchLabels:
              app: web
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
              - name: web
                image: web

        """;

    /// <summary>Wishes for nets, each to every workload.</summary>
    public static AttachmentWishes Wishes(params string[] nets) =>
        new(AnnotationDialect.L2sm, [.. nets.Select(net => new NetworkWish(net, []))], []);

    /// <summary>The files of a chart: its templates, given as path and text.</summary>
    public static Dictionary<string, ReadOnlyMemory<byte>> Of(params (string Path, string Text)[] templates)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal) { ["Chart.yaml"] = Encoding.UTF8.GetBytes(Metadata) };
        foreach (var (path, text) in templates)
            files[path] = Encoding.UTF8.GetBytes(text);
        return files;
    }

    public static ChartRewrite Rewrite(this IReadOnlyDictionary<string, ReadOnlyMemory<byte>> chart, AttachmentWishes wishes) =>
        ChartRewriting.Rewrite(chart, wishes, "0.0.0");

    public static string Text(this ChartRewrite rewrite, string path) => Encoding.UTF8.GetString(rewrite.Files[path].Span);

    /// <summary>The chart with what rewriting made of it.</summary>
    public static Dictionary<string, ReadOnlyMemory<byte>> With(this IReadOnlyDictionary<string, ReadOnlyMemory<byte>> chart, ChartRewrite rewrite)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(chart, StringComparer.Ordinal);
        foreach (var (path, bytes) in rewrite.Files)
            files[path] = bytes;
        return files;
    }

    /// <summary>Renders a chart as a release 'rel' in a namespace 'home-1'.</summary>
    public static async Task<IReadOnlyList<RenderedManifest>> RenderAsync(this IReadOnlyDictionary<string, ReadOnlyMemory<byte>> chart, params string[] flags)
    {
        using var folder = new TemporaryFolder();
        foreach (var (path, bytes) in chart)
            folder.Write(path, bytes.ToArray());
        return await HelmRender.RenderAsync("rel", folder.Path, ["--namespace", "home-1", "--fixed", .. flags]);
    }
}
