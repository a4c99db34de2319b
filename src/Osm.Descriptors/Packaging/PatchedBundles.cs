using System.Collections.Immutable;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Packaging.Patching;

namespace Osm.Descriptors.Packaging;

/// <summary>Gathers what patching left in a package's juju bundles.</summary>
internal sealed class PatchedBundles
{
    /// <summary>How many bytes of one are looked at: what patching leaves is the first line.</summary>
    public const int MostBytes = 256 * 1024;

    private static readonly string[] Folders = ["juju-bundles/", "Scripts/juju-bundles/"];

    private readonly ImmutableSortedDictionary<string, PatchMapping>.Builder _mappings = ImmutableSortedDictionary.CreateBuilder<string, PatchMapping>(StringComparer.Ordinal);

    /// <summary>Whether a file can be one. Charms stand beside them, which are zips.</summary>
    public static bool Wants(string path) =>
        Array.Exists(Folders, folder => path.StartsWith(folder, StringComparison.Ordinal)) && (MarkedYaml.IsNamedSo(path) || !Path.GetFileName(path).Contains('.'));

    public void Take(string path, byte[] bytes)
    {
        try
        {
            if (MarkedYaml.Parse(bytes, path).Marker is { } marker)
                _mappings[path] = marker.Mapping;
        }
        catch (ImageRefusedException)
        {
            // Cut short, or damaged: 'unpatch' says so. Here it counts as not patched, which is told.
        }
    }

    public ImmutableSortedDictionary<string, PatchMapping> ToImmutable() => _mappings.ToImmutable();
}
