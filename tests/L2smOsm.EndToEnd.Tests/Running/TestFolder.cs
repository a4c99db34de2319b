namespace L2smOsm.EndToEnd.Tests.Running;

/// <summary>A folder of one test, with the service's store.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("osm-l2sm-e2e-");

    public string Path => folder.FullName;

    public string Store => System.IO.Path.Combine(folder.FullName, "connector.db");

    /// <summary>Whether this text is in the store yet: committed changes are in its log until they move to the file.</summary>
    public bool StoreHas(ReadOnlySpan<byte> text)
    {
        foreach (var file in folder.EnumerateFiles())
            if (File.ReadAllBytes(file.FullName).AsSpan().IndexOf(text) >= 0) return true;
        return false;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
