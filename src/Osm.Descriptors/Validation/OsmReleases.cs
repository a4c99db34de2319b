using System.Diagnostics.CodeAnalysis;
using System.Globalization;

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

    /// <summary>Reads the number of one release, which may be written <c>19</c>, <c>v19</c> or <c>v19.0</c>.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="release">Its number.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryParse(string text, out int release, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        var number = text.AsSpan().TrimStart("vV");
        if (number.EndsWith(".0"))
            number = number[..^2];
        fault = !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out release) ? $"'{text}' is no release of OSM"
            : release is < Oldest or > Newest ? $"the releases of OSM that are known here are {Oldest} to {Newest}"
            : null;
        return fault is null;
    }
}
