using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Whether the charts of the KDUs are where LCM looks: <c>helm-chart-v3s/</c> in the package, else a repository or a URL.</summary>
internal static class ChartCheck
{
    private static readonly string[] OtherFolders = ["helm-charts", "Scripts/helm-charts", "helm-chart-v3s", "Scripts/helm-chart-v3s", "k8s_models"];

    public static void Run(DescriptorFile<Vnfd> vnfd, FindingList findings)
    {
        if (!vnfd.Package.HasAllFiles)
            return;
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kdu in vnfd.Content.Kdus)
        {
            if (kdu.HelmChart is not { } chart)
                continue;
            used.Add(FirstSegment(chart.Value));
            if (Check(vnfd.Package, kdu, chart, findings) is { } misnamed)
                used.Add(misnamed);
        }

        CheckUnused(vnfd.Package, used, findings);
    }

    /// <returns>The file that the chart is packed in, where LCM does not look.</returns>
    private static string? Check(Package package, Kdu kdu, Located<string> chart, FindingList findings)
    {
        var path = $"{package.ChartFolder}/{chart.Value}";
        if (package.HasFile(path))
            return null;
        if (package.HasFolder(path))
        {
            if (!package.HasFile($"{path}/Chart.yaml"))
            {
                findings.Add(
                    RuleCatalogue.ChartWithoutMetadata, chart.Position, $"the folder '{path}' of KDU '{kdu.Name?.Value}' has no Chart.yaml",
                    "add it: Helm takes a folder for a chart by it");
            }

            return null;
        }

        // 'repository/chart' or a URL: Helm finds it, or not, on the day.
        if (chart.Value.Contains('/'))
            return null;
        if (Packed(package, chart.Value) is { } packed)
        {
            findings.Add(
                RuleCatalogue.ChartMissing, chart.Position,
                $"the chart '{chart.Value}' of KDU '{kdu.Name?.Value}' is packed as {packed}, and LCM looks for {path}, to the letter",
                $"unpack it to {path}/, or call the file '{chart.Value}': Helm knows a packed chart by what it holds");
            return packed[(package.ChartFolder.Length + 1)..];
        }

        var misplaced = Misplaced(package, chart.Value);
        findings.Add(
            RuleCatalogue.ChartMissing, chart.Position,
            misplaced is not null
                ? $"the chart '{chart.Value}' of KDU '{kdu.Name?.Value}' stands in {misplaced}/, where OSM does not look for the charts of KDUs"
                : $"the chart '{chart.Value}' of KDU '{kdu.Name?.Value}' is not in the package and names no repository",
            misplaced is not null
                ? $"move it to {path}/"
                : $"put the chart into {path}/, or write '<repository>/{chart.Value}'");
        return null;
    }

    // As 'helm package' calls it, '<name>-<version>.tgz', or without its version.
    private static string? Packed(Package package, string chart)
    {
        var prefix = $"{package.ChartFolder}/{chart}";
        return package.FilesBelow(package.ChartFolder).FirstOrDefault(
            file => file.EndsWith(".tgz", StringComparison.Ordinal) && file.StartsWith(prefix, StringComparison.Ordinal)
                && (file.Length == prefix.Length + ".tgz".Length || (file[prefix.Length] == '-' && char.IsAsciiDigit(file[prefix.Length + 1]))));
    }

    private static string? Misplaced(Package package, string chart) =>
        OtherFolders.FirstOrDefault(folder => folder != package.ChartFolder && (package.HasFolder($"{folder}/{chart}") || package.HasFile($"{folder}/{chart}")));

    private static void CheckUnused(Package package, HashSet<string> used, FindingList findings)
    {
        var prefix = package.ChartFolder + "/";
        var told = used;
        // Files are in order: those of the folder stand together.
        foreach (var file in package.FilesBelow(package.ChartFolder))
        {
            var first = FirstSegment(file[prefix.Length..]);
            if (!told.Add(first))
                continue;
            findings.Add(
                RuleCatalogue.UnusedChart, SourcePosition.WholeFile(package.Display(prefix + first)), $"no KDU is of the chart '{first}'",
                "remove it, or add its kdu");
        }
    }

    private static string FirstSegment(string path) => path.IndexOf('/') is >= 0 and var slash ? path[..slash] : path;
}
