namespace L2smOsm.EndToEnd.Tests.Running;

/// <summary>Where the build puts things, seen from this assembly: artifacts/bin/PROJECT/CONFIGURATION.</summary>
internal static class Built
{
    private static readonly DirectoryInfo Own = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>The repository.</summary>
    public static string Root => Own.Parent!.Parent!.Parent!.Parent!.FullName;

    /// <summary>An assembly of another project, of the same configuration.</summary>
    /// <exception cref="FileNotFoundException">It is not built.</exception>
    public static string Program(string project, string assembly)
    {
        var path = Path.Combine(Own.Parent!.Parent!.FullName, project, Own.Name, assembly);
        return File.Exists(path) ? path : throw new FileNotFoundException($"build {project} first, in the configuration {Own.Name}", path);
    }
}
