using Osm.Descriptors.Packaging.Images;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>A package with the archives in it: a path leads into an archive behind a '!', as in <c>charts/db-1.0.tgz!db/Chart.yaml</c>.</summary>
internal sealed class PackageTree(PackageImages images, PackageImage root)
{
    // Charts are text; what is longer is no template.
    private const int MostBytesOfFile = 8 * 1024 * 1024;

    private readonly Dictionary<string, PackageImage> _inner = new(StringComparer.Ordinal);

    public PackageImage Root => root;

    /// <summary>The members of the archive at a path; of the package for an empty one.</summary>
    public PackageImage ImageAt(string archive) => archive.Length == 0 ? root : _inner[archive];

    /// <summary>Opens an archive in it.</summary>
    /// <returns>False where it is none.</returns>
    public bool TryOpen(string path)
    {
        if (_inner.ContainsKey(path))
            return true;
        if (Nesting(path) > UnpackBudget.MaxNesting)
            throw new ImageRefusedException($"'{path}' is in more than {UnpackBudget.MaxNesting} archives", "a chart is in one");
        var (archive, inner) = Split(path);
        if (ImageAt(archive) is var image && image.Find(inner) is { Kind: ImageMemberKind.File } member && images.OpenInner(image, member) is { } opened)
        {
            _inner[path] = opened;
            return true;
        }

        return false;
    }

    public bool HasFile(string path) => Find(path) is { Kind: ImageMemberKind.File };

    public ImageMember? Find(string path)
    {
        var (archive, inner) = Split(path);
        return ImageAt(archive).Find(inner);
    }

    /// <exception cref="ImageRefusedException">It is larger than any file of a chart.</exception>
    public byte[] Read(string path)
    {
        var (archive, inner) = Split(path);
        var image = ImageAt(archive);
        return image.Read(image.Find(inner) ?? throw new FileNotFoundException(path), MostBytesOfFile);
    }

    /// <summary>Changes of the package's own members that make changes anywhere in it: an archive with changes in it is one that changes.</summary>
    /// <param name="changes">New contents by path; null takes a file away.</param>
    public ImageChanges ChangesOfRoot(IReadOnlyDictionary<string, byte[]?> changes)
    {
        // From within: an archive has its new bytes before the one around it is written.
        var pending = changes.GroupBy(change => Split(change.Key).Archive, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToDictionary(change => Split(change.Key).Inner, change => change.Value, StringComparer.Ordinal), StringComparer.Ordinal);
        while (pending.Keys.Where(archive => archive.Length > 0).MaxBy(Nesting) is { } deepest)
        {
            var bytes = WriteArchive(ImageAt(deepest), ChangesOf(ImageAt(deepest), pending[deepest]));
            pending.Remove(deepest);
            var (outer, inner) = Split(deepest);
            if (!pending.TryGetValue(outer, out var changesOfOuter))
                pending[outer] = changesOfOuter = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
            changesOfOuter[inner] = bytes;
        }

        return pending.TryGetValue("", out var own) ? ChangesOf(root, own) : new ImageChanges();
    }

    private static ImageChanges ChangesOf(PackageImage image, Dictionary<string, byte[]?> contents)
    {
        var changes = new ImageChanges();
        foreach (var (path, content) in contents)
        {
            if (content is null)
                changes.Remove(path);
            else
                changes.Put(image, path, content);
        }

        return changes;
    }

    private static byte[] WriteArchive(PackageImage image, ImageChanges changes)
    {
        using var bytes = new MemoryStream();
        if (image is TarImage tar)
            tar.WriteTo(bytes, changes);
        else
            ((ZipImage)image).WriteTo(bytes, changes);
        return bytes.ToArray();
    }

    private (string Archive, string Inner) Split(string path)
    {
        // A '!' may also be in a name.
        for (var mark = path.LastIndexOf('!'); mark > 0; mark = path.LastIndexOf('!', mark - 1))
        {
            if (_inner.ContainsKey(path[..mark]))
                return (path[..mark], path[(mark + 1)..]);
        }

        return ("", path);
    }

    private int Nesting(string path)
    {
        var levels = 0;
        for (var archive = Split(path).Archive; archive.Length > 0; archive = Split(archive).Archive)
            levels++;
        return levels + 1;
    }
}
