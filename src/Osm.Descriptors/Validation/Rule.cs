namespace Osm.Descriptors.Validation;

/// <summary>A thing that is checked.</summary>
/// <param name="Id">Never changes: OSM0xx what OSM rejects, NS1xx what breaks an NS later, NET2xx networking, PKG3xx packages, LINT9xx advice.</param>
/// <param name="Severity">Its usual severity.</param>
/// <param name="Title">What must hold, in one line.</param>
public sealed record Rule(string Id, Severity Severity, string Title)
{
    /// <summary>The releases of OSM that it is about: findings are made for these only.</summary>
    public OsmReleases Releases { get; init; } = OsmReleases.All;
}
