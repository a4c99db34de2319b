namespace Osm.L2sm.Connector.Tests.Testing;

/// <summary>A folder of one test.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("osm-l2sm-");

    public string Store => Path.Combine(folder.FullName, "connector.db");

    /// <summary>What a SIGKILL at this moment would leave on the disk, as a folder of its own.</summary>
    public TestFolder Crashed()
    {
        var copy = new TestFolder();
        foreach (var file in folder.EnumerateFiles()) file.CopyTo(Path.Combine(copy.folder.FullName, file.Name));
        return copy;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
