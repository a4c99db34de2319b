namespace Osm.Descriptors.Rewriting.Charts;

/// <summary>Where a file belongs: to the chart itself or to one of the charts in it.</summary>
internal static class ChartPath
{
    private const string Subcharts = "charts/";

    /// <summary>Takes apart a path such as <c>charts/core/charts/amf-1.0.tgz!amf/templates/a.yaml</c>.</summary>
    /// <returns>The folder of the chart with a '/' after it, empty for the outermost; null for a file beside subcharts. And its path there.</returns>
    public static (string? Chart, string Path) Split(string path)
    {
        var start = 0;
        while (path.AsSpan(start).StartsWith(Subcharts, StringComparison.Ordinal))
        {
            var name = start + Subcharts.Length;
            var end = path.IndexOf('/', name);
            if (end < 0)
                return (null, path[start..]);
            start = end + 1;
        }

        return (path[..start], path[start..]);
    }

    /// <summary>The folder of the chart that a subchart's folder is in.</summary>
    public static string ParentOf(string chart) => chart[..(chart[..^1].LastIndexOf(Subcharts, StringComparison.Ordinal) is > 0 and var at ? at : 0)];
}
