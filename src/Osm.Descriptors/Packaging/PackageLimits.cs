using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Packaging;

/// <summary>What a package may cost to look at.</summary>
/// <param name="MaxFiles">Files and folders in it.</param>
/// <param name="MaxBytes">Bytes of an archive once unpacked; it is read through, never written or kept.</param>
/// <param name="MaxDepth">Levels of folders.</param>
/// <param name="Yaml">Limits of its descriptor.</param>
public sealed record PackageLimits(int MaxFiles, long MaxBytes, int MaxDepth, YamlLimits Yaml)
{
    /// <summary>20,000 files, 1 GiB, 32 levels.</summary>
    public static PackageLimits Default { get; } = new(20_000, 1L << 30, 32, YamlLimits.Default);
}
