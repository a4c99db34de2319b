using System.IO.Compression;

namespace Osm.Descriptors.Packaging.Images;

/// <summary>A tar file, compressed once, twice or not at all, as a package or as a chart.</summary>
internal sealed class TarImage : PackageImage
{
    private readonly Region _tar;
    private readonly int _compressions;
    private readonly List<TarMember> _headers;
    private readonly List<ImageMember> _members;

    private TarImage(Region tar, int compressions, List<TarMember> headers)
    {
        _tar = tar;
        _compressions = compressions;
        _headers = headers;
        _members = [.. headers.Select((header, index) => new ImageMember(MemberPath.Normalize(header.Name), KindOf(header), header.Size, index))];
    }

    public override IReadOnlyList<ImageMember> Members => _members;

    /// <summary>How often it is compressed; OSM and Helm undo one compression.</summary>
    public int Compressions => _compressions;

    /// <summary>Reads all headers, and unpacks into the spool what is compressed.</summary>
    /// <param name="file">The tar, compressed or not.</param>
    /// <param name="spool">Takes what is unpacked.</param>
    /// <param name="budget">What it may cost.</param>
    /// <exception cref="ImageRefusedException">It cannot be read, costs too much or leads out of itself.</exception>
    public static TarImage Open(Region file, Spool spool, UnpackBudget budget)
    {
        try
        {
            var compressions = 0;
            var region = file;
            // By what it holds: names lie.
            for (; IsGzip(region) && compressions < 2; compressions++)
            {
                using var unpacked = new GZipStream(region.Open(), CompressionMode.Decompress);
                region = spool.Keep(unpacked, budget, region.Length).ReadToEnd();
            }

            var image = new TarImage(region, compressions, Scan(region, budget));
            image.RefuseWhatLeadsOut();
            return image;
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            throw new ImageRefusedException($"the archive cannot be read to its end: {broken.Message}", "pack it anew, with 'tar -czf <name>.tar.gz <folder>'");
        }
    }

    public override Stream Open(ImageMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return ContentOf(_headers[member.Index]).Open();
    }

    public Region ContentOf(ImageMember member) => ContentOf(_headers[member.Index]);

    public override void WriteTo(string path, ImageChanges changes)
    {
        using var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 128 * 1024);
        WriteTo(output, changes);
    }

    public void WriteTo(Stream output, ImageChanges changes)
    {
        var packed = output;
        for (var layer = 0; layer < _compressions; layer++)
            packed = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: layer == 0);
        WritePlain(packed, changes);
        if (_compressions > 0)
            packed.Dispose();
    }

    private void WritePlain(Stream output, ImageChanges changes)
    {
        var added = Additions.Place(Members, changes.Added.Keys);
        foreach (var member in _members)
        {
            var header = _headers[member.Index];
            // Of several members of a path the last one counts.
            if (changes.Replaced.TryGetValue(member.Path, out var content) && Find(member.Path) == member)
                WriteChanged(output, header, content);
            else if (!changes.Removed.Contains(member.Path))
                _tar.Part(header.Start, EndOf(header) - header.Start).CopyTo(output);
            foreach (var path in added.Behind(member.Index))
                WriteAdded(output, path, added.ModelOf(path), changes.Added[path]);
        }

        var end = _headers.Count == 0 ? 0 : EndOf(_headers[^1]);
        _tar.Part(end, _tar.Length - end).CopyTo(output);
    }

    private void WriteChanged(Stream output, TarMember header, byte[] content)
    {
        if (header.HasPaxSize)
            throw new ImageRefusedException($"the size of '{header.Name}' stands in a pax header", "pack the package anew, in the format ustar or gnu");
        _tar.Part(header.Start, header.HeaderAt - header.Start).CopyTo(output);
        var block = _tar.Part(header.HeaderAt, TarHeader.BlockSize).ToArray();
        TarHeader.SetSize(block, content.Length);
        output.Write(block);
        WriteContent(output, content);
    }

    private void WriteAdded(Stream output, string path, ImageMember model, byte[] content)
    {
        var header = _headers[model.Index];
        // As the others' names begin: with './' or without.
        var name = header.Name[..^model.Path.Length] + path;
        output.Write(TarHeader.Like(_tar.Part(header.HeaderAt, TarHeader.BlockSize).ToArray(), name, content.Length));
        WriteContent(output, content);
    }

    private static void WriteContent(Stream output, byte[] content)
    {
        output.Write(content);
        output.Write(new byte[TarHeader.PaddingOf(content.Length)]);
    }

    private static List<TarMember> Scan(Region tar, UnpackBudget budget)
    {
        var headers = new List<TarMember>();
        var scanner = new TarScanner(tar.Open());
        while (scanner.Next() is { } header)
        {
            budget.TakeMember();
            headers.Add(header);
        }

        return headers;
    }

    private void RefuseWhatLeadsOut()
    {
        foreach (var header in _headers)
        {
            if (MemberPath.LeadsOut(header.Name))
                throw new ImageRefusedException($"the member '{header.Name}' leads out of the package", "pack with paths relative to the folder's parent");
            if (header.IsLink && MemberPath.LinkLeadsOut(MemberPath.Normalize(header.Name), header.LinkTarget, header.Type == '2', hasTopFolder: true))
            {
                throw new ImageRefusedException(
                    $"the link '{header.Name}' points to '{header.LinkTarget}', outside of the package", "put the file itself in its place");
            }
        }
    }

    private Region ContentOf(TarMember header) => _tar.Part(header.HeaderAt + TarHeader.BlockSize, header.Size);

    private static long EndOf(TarMember header)
    {
        var end = header.HeaderAt + TarHeader.BlockSize + header.Size;
        return end + TarHeader.PaddingOf(header.Size);
    }

    private static bool IsGzip(Region file)
    {
        Span<byte> head = stackalloc byte[2];
        return RandomAccess.Read(file.File, head, file.Start) == head.Length && file.Length >= head.Length && FileMagic.IsGzip(head);
    }

    private static ImageMemberKind KindOf(TarMember member) =>
        member.IsFolder ? ImageMemberKind.Folder : member.IsFile ? ImageMemberKind.File : member.IsLink ? ImageMemberKind.Link : ImageMemberKind.Other;
}
