namespace Osm.Descriptors.Packaging.Images;

/// <summary>Opens packages and charts, by what they hold and not by their names.</summary>
public sealed class PackageImages : IDisposable
{
    private readonly Spool _spool = new();
    private readonly UnpackBudget _budget;
    private readonly List<IDisposable> _opened = [];

    /// <summary>For one package with all archives in it.</summary>
    /// <param name="limits">What they may cost together.</param>
    public PackageImages(PackageLimits limits) => _budget = new UnpackBudget(limits);

    /// <summary>Opens a folder, a tar (compressed or not) or a zip.</summary>
    /// <returns>Null where it is a file of another kind.</returns>
    /// <exception cref="ImageRefusedException">It cannot be read, costs too much or leads out of itself.</exception>
    /// <exception cref="IOException">There is nothing there that can be opened.</exception>
    public PackageImage? Open(string path)
    {
        if (Directory.Exists(path))
            return FolderImage.Open(path, _budget);
        // What has no length may be a pipe, which would be waited for.
        if (new FileInfo(path).Length == 0)
            return null;
        var file = File.OpenHandle(path);
        _opened.Add(file);
        return Open(Region.Whole(file));
    }

    /// <summary>Opens an archive that is a member of another.</summary>
    /// <returns>Null where it is no archive.</returns>
    /// <exception cref="ImageRefusedException">It cannot be read, costs too much or leads out of itself.</exception>
    public PackageImage? OpenInner(PackageImage outer, ImageMember member)
    {
        ArgumentNullException.ThrowIfNull(outer);
        ArgumentNullException.ThrowIfNull(member);
        switch (outer)
        {
            case TarImage tar:
                return Open(tar.ContentOf(member));
            case ZipImage zip:
                return Open(zip.ContentOf(member));
            case FolderImage folder when member.Size > 0:
                var file = File.OpenHandle(folder.PathOf(member));
                _opened.Add(file);
                return Open(Region.Whole(file));
            default:
                return null;
        }
    }

    /// <summary>Lets go of all that was opened.</summary>
    public void Dispose()
    {
        foreach (var opened in _opened)
            opened.Dispose();
        _spool.Dispose();
    }

    private PackageImage? Open(Region file)
    {
        using var head = file.Open();
        return FileMagic.Of(head) switch
        {
            FileMagic.Kind.Gzip or FileMagic.Kind.Tar => TarImage.Open(file, _spool, _budget),
            FileMagic.Kind.Zip => ZipImage.Open(file, _spool, _budget),
            _ => null,
        };
    }
}
