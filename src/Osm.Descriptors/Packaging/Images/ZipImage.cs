using System.IO.Compression;

namespace Osm.Descriptors.Packaging.Images;

/// <summary>A zip, as SOL004 and SOL007 have packages. Records of members that stay are copied as they are, compressed bytes included.</summary>
internal sealed class ZipImage : PackageImage
{
    private readonly Region _zip;
    private readonly ZipDirectory _directory;
    private readonly Spool _spool;
    private readonly UnpackBudget _budget;
    private readonly List<ImageMember> _members;
    private readonly Dictionary<int, Region> _unpacked = [];

    private ZipImage(Region zip, ZipDirectory directory, Spool spool, UnpackBudget budget)
    {
        _zip = zip;
        _directory = directory;
        _spool = spool;
        _budget = budget;
        _members = [.. directory.Records.Select((record, index) => new ImageMember(MemberPath.Normalize(record.Name), KindOf(record), record.Size, index))];
    }

    public override IReadOnlyList<ImageMember> Members => _members;

    /// <exception cref="ImageRefusedException">It cannot be read, costs too much or leads out of itself.</exception>
    public static ZipImage Open(Region file, Spool spool, UnpackBudget budget)
    {
        var image = new ZipImage(file, ZipDirectory.Read(file, budget), spool, budget);
        foreach (var record in image._directory.Records)
        {
            if (MemberPath.LeadsOut(record.Name))
                throw new ImageRefusedException($"the member '{record.Name}' leads out of the package", "pack with paths relative to the package's folder");
        }

        foreach (var link in image._members.Where(member => member.Kind == ImageMemberKind.Link))
        {
            var target = System.Text.Encoding.UTF8.GetString(image.Read(link, ZipRecord.MostLinkTarget));
            if (MemberPath.LinkLeadsOut(link.Path, target, isSymbolic: true, hasTopFolder: false))
                throw new ImageRefusedException($"the link '{link.Path}' points to '{target}', outside of the package", "put the file itself in its place");
        }

        return image;
    }

    public override Stream Open(ImageMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return ContentOf(member).Open();
    }

    /// <summary>The content, unpacked into the spool the first time.</summary>
    public Region ContentOf(ImageMember member)
    {
        var record = _directory.Records[member.Index];
        var data = _zip.Part(record.DataAt, record.PackedSize);
        if (record.Method == ZipRecord.Stored)
            return data;
        if (_unpacked.TryGetValue(member.Index, out var known))
            return known;
        if (record.Method != ZipRecord.Deflated || record.IsEncrypted)
            throw new ImageRefusedException($"'{record.Name}' is {(record.IsEncrypted ? "encrypted" : $"compressed by method {record.Method}")}", "pack the zip with deflate");
        try
        {
            using var content = new DeflateStream(data.Open(), CompressionMode.Decompress);
            var unpacked = _spool.Keep(content, _budget, data.Length).ReadToEnd();
            if (unpacked.Length != record.Size)
                throw new InvalidDataException($"it has {unpacked.Length} bytes and not {record.Size}");
            return _unpacked[member.Index] = unpacked;
        }
        catch (InvalidDataException broken)
        {
            throw new ImageRefusedException($"'{record.Name}' cannot be unpacked: {broken.Message}", "pack the zip anew");
        }
    }

    public override void WriteTo(string path, ImageChanges changes)
    {
        using var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 128 * 1024);
        WriteTo(output, changes);
    }

    public void WriteTo(Stream output, ImageChanges changes)
    {
        var writer = new ZipWriter(output, _zip, _directory);
        var added = Additions.Place(Members, changes.Added.Keys);
        foreach (var member in _members)
        {
            var record = _directory.Records[member.Index];
            if (changes.Replaced.TryGetValue(member.Path, out var content) && Find(member.Path) == member)
                writer.WriteChanged(record, content);
            else if (!changes.Removed.Contains(member.Path))
                writer.Copy(record);
            foreach (var path in added.Behind(member.Index))
                writer.WriteAdded(_directory.Records[added.ModelOf(path).Index], path, changes.Added[path]);
        }

        writer.Finish();
    }

    private static ImageMemberKind KindOf(ZipRecord record) =>
        record.Name.EndsWith('/') ? ImageMemberKind.Folder : record.IsLink ? ImageMemberKind.Link : ImageMemberKind.File;
}
