namespace Osm.Descriptors.Validation;

/// <summary>Releases of OSM, by number, both ends included.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
public readonly record struct OsmReleases(int First, int Last)
{
    /// <summary>The first release with SOL006 descriptors.</summary>
    public const int Oldest = 9;

    /// <summary>The release whose code the rules were taken from, and the one meant where none is named.</summary>
    public const int Newest = 19;

    /// <summary>All of them.</summary>
    public static OsmReleases All { get; } = new(Oldest, int.MaxValue);

    /// <summary>A release and all after it.</summary>
    public static OsmReleases Since(int release) => new(release, int.MaxValue);

    /// <summary>All up to a release.</summary>
    public static OsmReleases UpTo(int release) => new(Oldest, release);

    /// <summary>Whether a release is one of them.</summary>
    public bool Contains(int release) => release >= First && release <= Last;
}
