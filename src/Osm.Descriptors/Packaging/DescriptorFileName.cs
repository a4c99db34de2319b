namespace Osm.Descriptors.Packaging;

/// <summary>Which files OSM takes for descriptors by their names.</summary>
internal static class DescriptorFileName
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>What NBI takes for a descriptor when it stands in the top folder.</summary>
    public static bool IsYamlOrJson(string name) => Extensions.Any(extension => name.EndsWith(extension, StringComparison.Ordinal));

    /// <summary>What <c>osm package-build</c> takes for one.</summary>
    public static bool IsConventional(string name) =>
        IsYamlOrJson(name) && Path.GetFileNameWithoutExtension(name) is var stem
        && (stem.EndsWith("nfd", StringComparison.Ordinal) || stem.EndsWith("nsd", StringComparison.Ordinal));

    public static bool IsArchive(string name) =>
        name.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".csar", StringComparison.OrdinalIgnoreCase);

    /// <summary>Of the YAML and JSON files in a top folder the one that is meant: the conventional one, else the first.</summary>
    public static string? Choose(IReadOnlyList<string> candidates) =>
        candidates.FirstOrDefault(IsConventional) ?? (candidates.Count > 0 ? candidates[0] : null);
}
