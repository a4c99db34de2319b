namespace Osm.Descriptors.Packaging.Images;

/// <summary>What is different when a package is written again.</summary>
public sealed class ImageChanges
{
    private readonly Dictionary<string, byte[]> _replaced = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _added = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);

    /// <summary>New contents of files that are there.</summary>
    public IReadOnlyDictionary<string, byte[]> Replaced => _replaced;

    /// <summary>Files that are not there yet.</summary>
    public IReadOnlyDictionary<string, byte[]> Added => _added;

    /// <summary>Files that go.</summary>
    public IReadOnlySet<string> Removed => _removed;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _replaced.Count == 0 && _added.Count == 0 && _removed.Count == 0;

    /// <summary>Gives a file another content.</summary>
    public void Replace(string path, byte[] content) => _replaced[path] = content;

    /// <summary>Adds a file, beside those that share the longest part of its path.</summary>
    public void Add(string path, byte[] content) => _added[path] = content;

    /// <summary>Takes a file out.</summary>
    public void Remove(string path) => _removed.Add(path);

    /// <summary>Gives a file a content, whether it is there or not.</summary>
    public void Put(PackageImage image, string path, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Find(path) is null)
            Add(path, content);
        else
            Replace(path, content);
    }
}
