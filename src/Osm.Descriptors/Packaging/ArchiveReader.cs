using System.IO.Compression;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging;

/// <summary>Looks through a package's .tar.gz without unpacking it, by NBI's rules (<c>descriptor_topics.py</c>).</summary>
internal static class ArchiveReader
{
    private const string Rebuild = "build it anew, with 'osm package-build' or 'tar -czf <name>.tar.gz <folder>'";

    public static Package Read(string path, PackageLimits limits)
    {
        using var file = File.OpenRead(path);
        return Read(path, file, limits);
    }

    /// <summary>Reads a gzip-compressed tar.</summary>
    public static Package Read(string path, Stream compressed, PackageLimits limits)
    {
        var package = new PackageBuilder(path, PackageKind.Archive, limits);
        return ReadInto(package, compressed, limits, () =>
        {
            if (!IsCompressedTwice(compressed))
                return new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true);
            package.Findings.Add(RuleCatalogue.Archive, package.Whole, "the archive is compressed twice, and OSM undoes that once", Rebuild);
            return new GZipStream(new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true), CompressionMode.Decompress);
        });
    }

    /// <summary>Reads a tar that is not compressed, which OSM's client does not send as one.</summary>
    public static Package ReadPlain(string path, Stream tar, PackageLimits limits)
    {
        var package = new PackageBuilder(path, PackageKind.Archive, limits);
        package.Findings.Add(RuleCatalogue.Archive, package.Whole, "the archive is not compressed, and OSM takes gzip", Rebuild);
        return ReadInto(package, tar, limits, () => tar);
    }

    private static Package ReadInto(PackageBuilder package, Stream file, PackageLimits limits, Func<Stream> open)
    {
        var members = new ArchiveMembers(package, limits);
        if (Scan(members.ReadAll))
        {
            members.DecodeDescriptor();
            package.Digest = digests =>
            {
                file.Seek(0, SeekOrigin.Begin);
                Scan(scanner => members.Digest(scanner, digests));
            };
        }
        else
        {
            package.HasAllFiles = false;
            // What was seen can be judged; what was not seen may be in the part that is lost.
            if (members.HasDescriptor)
                members.DecodeDescriptor();
        }

        return package.Build();

        bool Scan(Action<TarScanner> read)
        {
            try
            {
                using var bounded = new CountingStream(open(), limits.MaxBytes, leaveOpen: true);
                read(new TarScanner(bounded));
                return true;
            }
            catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or ArchiveTooLargeException)
            {
                package.Findings.Add(RuleCatalogue.Archive, package.Whole, $"the archive cannot be read to its end: {broken.Message}", Rebuild);
                return false;
            }
        }
    }

    private static bool IsCompressedTwice(Stream compressed)
    {
        if (!compressed.CanSeek)
            return false;
        Span<byte> head = stackalloc byte[2];
        using (var outer = new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true))
            head = head[..outer.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        compressed.Seek(0, SeekOrigin.Begin);
        return FileMagic.IsGzip(head);
    }
}
