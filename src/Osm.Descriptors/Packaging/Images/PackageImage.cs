namespace Osm.Descriptors.Packaging.Images;

/// <summary>A package, or a chart, with all that its file or folder holds, so that it can be written again with some members changed and every other byte kept.</summary>
/// <remarks>Contents stay on the disk; at most one member's is in memory at a time.</remarks>
public abstract class PackageImage
{
    private Dictionary<string, int>? _byPath;

    /// <summary>In the order that they have.</summary>
    public abstract IReadOnlyList<ImageMember> Members { get; }

    /// <summary>The member of a path; of several, the last one, which is what is left when all are unpacked.</summary>
    /// <returns>Null where there is none.</returns>
    public ImageMember? Find(string path)
    {
        if (_byPath is null)
        {
            _byPath = new Dictionary<string, int>(Members.Count, StringComparer.Ordinal);
            for (var index = 0; index < Members.Count; index++)
                _byPath[Members[index].Path] = index;
        }

        return _byPath.TryGetValue(path, out var found) ? Members[found] : null;
    }

    /// <summary>The content of a file.</summary>
    /// <exception cref="ImageRefusedException">It is longer than that, or cannot be unpacked.</exception>
    public byte[] Read(ImageMember member, int limit)
    {
        ArgumentNullException.ThrowIfNull(member);
        if (member.Size > limit)
            throw new ImageRefusedException($"'{member.Path}' has {member.Size} bytes; a file of its kind may have {limit}", "is it the right file?");
        using var content = Open(member);
        var bytes = new byte[member.Size];
        content.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The content of a file, from its beginning.</summary>
    public abstract Stream Open(ImageMember member);

    /// <summary>Writes it with changes: a file where it is one, a folder where it is that. The path must not be there.</summary>
    /// <param name="path">Where.</param>
    /// <param name="changes">What is different.</param>
    public abstract void WriteTo(string path, ImageChanges changes);
}

/// <summary>What a member of a package is.</summary>
public enum ImageMemberKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A link within the package.</summary>
    Link,

    /// <summary>Anything else: kept, never looked at.</summary>
    Other,
}

/// <summary>A member of a package.</summary>
/// <param name="Path">With '/', without a leading './' and a trailing '/'.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes of its content, unpacked.</param>
/// <param name="Index">Its place in the order.</param>
public sealed record ImageMember(string Path, ImageMemberKind Kind, long Size, int Index);
