namespace Osm.Descriptors.Rewriting.Charts;

/// <summary>Rewrites a chart so that its pods are attached to networks.</summary>
public static class ChartRewriting
{
    /// <summary>Whether a file of a chart is one that rewriting looks at.</summary>
    /// <param name="path">From the chart's folder, with '/'; in a packed subchart <c>charts/name-1.0.tgz!name/…</c>.</param>
    public static bool Reads(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var (chart, file) = ChartPath.Split(path);
        return chart is not null && (file.StartsWith("templates/", StringComparison.Ordinal)
            || file is "Chart.yaml" or "requirements.yaml" or "values.yaml" or "values.schema.json");
    }
}
