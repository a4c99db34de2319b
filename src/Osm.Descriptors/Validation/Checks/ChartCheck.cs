using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Whether the charts of the KDUs are where LCM looks: <c>helm-chart-v3s/</c> in the package, else a repository or a URL.</summary>
internal static class ChartCheck
{
    private const string ChartFolder = "helm-chart-v3s";

    public static void Run(DescriptorFile<Vnfd> vnfd, FindingList findings)
    {
        if (!vnfd.Package.HasAllFiles)
            return;
        foreach (var kdu in vnfd.Content.Kdus)
        {
            if (kdu.HelmChart is { } chart)
                Check(vnfd.Package, kdu, chart, findings);
        }
    }

    private static void Check(Package package, Kdu kdu, Located<string> chart, FindingList findings)
    {
        var path = $"{ChartFolder}/{chart.Value}";
        if (package.HasFile(path))
            return;
        if (package.HasFolder(path))
        {
            if (!package.HasFile($"{path}/Chart.yaml"))
            {
                findings.Add(
                    RuleCatalogue.ChartWithoutMetadata, chart.Position, $"the folder '{path}' of KDU '{kdu.Name?.Value}' has no Chart.yaml",
                    "add it: Helm takes a folder for a chart by it");
            }

            return;
        }

        // 'repository/chart' or a URL: Helm finds it, or not, on the day.
        if (chart.Value.Contains('/'))
            return;
        var misplaced = package.HasFolder($"helm-charts/{chart.Value}") || package.HasFile($"helm-charts/{chart.Value}");
        findings.Add(
            RuleCatalogue.ChartMissing, chart.Position,
            misplaced
                ? $"the chart '{chart.Value}' of KDU '{kdu.Name?.Value}' stands in helm-charts/, where OSM no longer looks for the charts of KDUs"
                : $"the chart '{chart.Value}' of KDU '{kdu.Name?.Value}' is not in the package and names no repository",
            misplaced
                ? $"move it to {path}/"
                : $"put the chart into {path}/, or write '<repository>/{chart.Value}'");
    }
}
