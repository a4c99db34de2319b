namespace Osm.Descriptors.Packaging.Images;

/// <summary>A file that is no archive, as its only member.</summary>
internal sealed class FileImage : PackageImage
{
    private readonly string _path;

    private FileImage(string path, long size)
    {
        _path = path;
        Members = [new ImageMember(Path.GetFileName(path), ImageMemberKind.File, size, 0)];
    }

    public override IReadOnlyList<ImageMember> Members { get; }

    // What has no length may be a pipe, which would be waited for: it is taken for empty.
    public static FileImage Open(string path) => new(path, new FileInfo(path).Length);

    public override Stream Open(ImageMember member) => BoundedFile.OpenWithoutWaiting(_path);

    public override void WriteTo(string path, ImageChanges changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        using var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        if (changes.Replaced.TryGetValue(Members[0].Path, out var content))
        {
            output.Write(content);
            return;
        }

        using var input = Open(Members[0]);
        input.CopyTo(output);
    }
}
