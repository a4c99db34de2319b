namespace Osm.Descriptors.Validation;

// PKG: packages.
public static partial class RuleCatalogue
{
    /// <summary>Archives.</summary>
    public static readonly Rule Archive = new("PKG301", Severity.Error, "The package is a sound archive with all in one folder");

    /// <summary>Two descriptors.</summary>
    public static readonly Rule SecondDescriptor =
        new("PKG302", Severity.Error, "Exactly one YAML or JSON file stands in the package's top folder");

    /// <summary>No descriptor.</summary>
    public static readonly Rule NoDescriptor = new("PKG303", Severity.Error, "The package has a descriptor in its top folder");

    /// <summary>Charts that are not where LCM looks.</summary>
    public static readonly Rule ChartMissing = new("PKG304", Severity.Error, "An in-package chart is at helm-chart-v3s/<name>");

    /// <summary>Chart folders that are none.</summary>
    public static readonly Rule ChartWithoutMetadata =
        new("PKG305", Severity.Error, "A chart folder has a Chart.yaml with apiVersion, name and version");

    /// <summary>Bundles that are not where LCM looks.</summary>
    public static readonly Rule BundleMissing = new("PKG308", Severity.Error, "An in-package juju-bundle is at juju-bundles/<name>");

    /// <summary>Execution environments.</summary>
    public static readonly Rule EnvironmentChartMissing =
        new("PKG309", Severity.Error, "The chart of an execution environment is at helm-charts/<name>");
}
