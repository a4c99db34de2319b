namespace Osm.Descriptors.Tests;

/// <summary>Files of the repository that tests read.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Examples => Path.Join(Root, "descriptors-examples");

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(folder, "L2smOsm.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("L2smOsm.sln is in no folder above the tests");
        return folder;
    }
}
