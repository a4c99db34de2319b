using System.Collections.Immutable;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>What patching leaves in a chart to tell what it did: enough to take it back.</summary>
/// <param name="Tool">The version that wrote it.</param>
/// <param name="Mapping">What the user said then.</param>
/// <param name="Digest">XXH128 of all that Helm reads of the chart as it was, paths and contents.</param>
/// <param name="Files">The files that were changed or added, by path in the chart.</param>
/// <param name="Listed">Hashes that the package's list of files had for members and that were wrong already, by member.</param>
internal sealed record PatchMarker(
    string Tool,
    PatchMapping Mapping,
    string Digest,
    ImmutableSortedDictionary<string, PatchedFile> Files,
    ImmutableSortedDictionary<string, string> Listed)
{
    /// <summary>Its file in the root of a chart: neither a template, nor YAML or JSON by its name, which NBI and Helm would look at.</summary>
    public const string FileName = "osm-l2sm.patch";
}

/// <summary>A file that patching changed or added.</summary>
/// <param name="Digest">XXH128 of what patching made of it, in hexadecimal.</param>
/// <param name="Delta">How its original comes back; null where it was added.</param>
internal sealed record PatchedFile(string Digest, LineDelta? Delta);
