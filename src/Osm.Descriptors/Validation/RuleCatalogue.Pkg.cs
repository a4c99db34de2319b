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

    /// <summary>Names that OSM's client refuses.</summary>
    public static readonly Rule DescriptorName = new("PKG306", Severity.Warning, "A descriptor's file is named *nfd.yaml or *nsd.yaml");

    /// <summary>A list of files that is out of date.</summary>
    public static readonly Rule Checksums = new("PKG307", Severity.Warning, "checksums.txt tells of the files as they are");

    /// <summary>Bundles that are not where LCM looks.</summary>
    public static readonly Rule BundleMissing = new("PKG308", Severity.Error, "An in-package juju-bundle is at juju-bundles/<name>");

    /// <summary>Execution environments.</summary>
    public static readonly Rule EnvironmentChartMissing =
        new("PKG309", Severity.Error, "The chart of an execution environment is at helm-charts/<name>");

    /// <summary>Dependencies that Helm does not fetch.</summary>
    public static readonly Rule ChartDependency =
        new("PKG310", Severity.Error, "The charts that a chart depends on are in its charts folder");

    /// <summary>Charts that nobody deploys.</summary>
    public static readonly Rule UnusedChart = new("PKG311", Severity.Note, "Each chart in the package is one of a KDU");

    /// <summary>TOSCA.meta and manifest.</summary>
    public static readonly Rule Manifest = new("PKG312", Severity.Error, "A SOL004 or SOL007 package has what its metadata names, unchanged");

    /// <summary>JSON, on which NBI fails.</summary>
    public static readonly Rule JsonDescriptor = new("PKG313", Severity.Error, "A descriptor's file is YAML by its name");

    /// <summary>Charts in archives.</summary>
    public static readonly Rule PackedChart = new("PKG314", Severity.Error, "A packed chart is a sound archive of one chart");
}
