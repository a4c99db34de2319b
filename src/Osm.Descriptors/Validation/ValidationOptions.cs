using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Validation;

/// <summary>For whom and within which bounds is validated.</summary>
/// <param name="OsmRelease">The number of the OSM release that the packages are for; see <see cref="OsmReleases"/>.</param>
/// <param name="Yaml">What each descriptor may cost.</param>
public sealed record ValidationOptions(int OsmRelease, YamlLimits Yaml)
{
    /// <summary>How many nets the cluster was registered with (<c>osm k8scluster-add --k8s-nets</c>); null where that is not known.</summary>
    public int? ClusterNets { get; init; }

    /// <summary>The newest OSM, the default limits.</summary>
    public static ValidationOptions Default { get; } = new(OsmReleases.Newest, YamlLimits.Default);
}
