namespace Osm.Descriptors.Reading;

/// <summary>What a document may cost. The defaults are far above any real descriptor.</summary>
/// <param name="MaxBytes">Size of the file in bytes.</param>
/// <param name="MaxDepth">Levels of nesting, as written.</param>
/// <param name="MaxNodes">Keys and values with every alias written out: what stops an alias bomb.</param>
public sealed record YamlLimits(int MaxBytes = 4 * 1024 * 1024, int MaxDepth = 64, int MaxNodes = 200_000)
{
    /// <summary>4 MiB, 64 levels, 200,000 keys and values.</summary>
    public static YamlLimits Default { get; } = new();
}
