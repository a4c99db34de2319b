using Osm.Descriptors.Model;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation.Checks;

/// <summary>Files that a VNFD names and that must be in its package: NBI's checks 10 to 12, and what LCM looks for.</summary>
internal static class PackagedFilesCheck
{
    public static void Run(DescriptorFile<Vnfd> file, FindingList findings)
    {
        if (!file.Package.HasAllFiles)
            return;
        var content = file.Content.Content;
        foreach (var vdu in content.Items("vdu"))
        {
            if (vdu.Text("cloud-init-file") is { } cloudInit && !InEitherLayout(file.Package, $"cloud_init/{cloudInit.Value}"))
            {
                findings.Add(
                    RuleCatalogue.CloudInitFile, cloudInit.Position, $"the package has no cloud_init/{cloudInit.Value}",
                    "put the file there: OSM refuses the package without it");
            }
        }

        var juju = Ids.Set(content.List("vdu", vdu => vdu.Text("id")).Append(file.Content.Id));
        foreach (var day in DayOnes.Of(content))
        {
            foreach (var environment in day.Items("execution-environment-list"))
                CheckEnvironment(file.Package, environment, day.Text("id") is { } id && juju.Contains(id.Value), findings);
        }

        foreach (var kdu in file.Content.Kdus)
        {
            if (kdu.JujuBundle is { } bundle)
                CheckBundle(file.Package, bundle, findings);
        }
    }

    private static void CheckEnvironment(Package package, YamlMapping environment, bool isOfVnfOrVdu, FindingList findings)
    {
        if (environment.TryGet("juju", out var juju) && isOfVnfOrVdu && !package.HasFolder("charms") && !package.HasFolder("Scripts/charms"))
        {
            findings.Add(
                RuleCatalogue.CharmFolder, juju.Key.Position, "a juju charm is asked for, and the package has no charms folder",
                "put the charm into charms/: OSM refuses the package without it");
        }

        if (environment.Text("helm-chart") is { } chart && !chart.Value.Contains('/', StringComparison.Ordinal)
            && !InEitherLayout(package, $"helm-charts/{chart.Value}"))
        {
            findings.Add(
                RuleCatalogue.EnvironmentChartMissing, chart.Position,
                $"the package has no helm-charts/{chart.Value}, the chart of an execution environment",
                "put the chart there; helm-chart-v3s/ is for the charts of KDUs");
        }
    }

    // LCM hands 'cs:', 'ch:' and URLs to Juju; what else is not in the package cannot be found.
    private static void CheckBundle(Package package, Located<string> bundle, FindingList findings)
    {
        if (bundle.Value.Contains(':', StringComparison.Ordinal) || bundle.Value.StartsWith("http", StringComparison.Ordinal)
            || InEitherLayout(package, $"juju-bundles/{bundle.Value}"))
        {
            return;
        }

        findings.Add(
            RuleCatalogue.BundleMissing, bundle.Position, $"the package has no juju-bundles/{bundle.Value}",
            $"put the bundle there, or write 'ch:{bundle.Value}' for one of Charmhub");
    }

    private static bool InEitherLayout(Package package, string path) =>
        package.HasFile(path) || package.HasFolder(path) || package.HasFile($"Scripts/{path}") || package.HasFolder($"Scripts/{path}");
}
