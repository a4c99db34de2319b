namespace Osm.Descriptors.Packaging;

/// <summary>How packages of SOL004 and SOL007 are laid out, as OSM's client (<c>sol_package.py</c>) and NBI tell them.</summary>
internal static class SolLayout
{
    /// <summary>Whether files are those of such a package: with TOSCA metadata, or with a manifest at the top.</summary>
    public static bool IsSol(IEnumerable<string> files) =>
        files.Any(file => file.StartsWith("TOSCA-Metadata/", StringComparison.Ordinal)
            || (file.EndsWith(".mf", StringComparison.Ordinal) && !file.Contains('/')));

    /// <summary>Whether NBI would take a YAML or JSON file in a zip for the descriptor.</summary>
    public static bool IsDefinition(string file) => !file.Contains('/') || file.Contains("Definitions", StringComparison.Ordinal);

    /// <summary>Whether a folder is such a package with its descriptor in Definitions.</summary>
    public static bool HasDefinitions(string folder) =>
        Directory.Exists(Path.Join(folder, "Definitions")) && Directory.Exists(Path.Join(folder, "TOSCA-Metadata"));
}
