using System.IO.Compression;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging;

/// <summary>Looks through a package's .tar.gz without unpacking it, by NBI's rules (<c>descriptor_topics.py</c>).</summary>
internal static class ArchiveReader
{
    public static Package Read(string path, PackageLimits limits)
    {
        using var file = File.OpenRead(path);
        return Read(path, file, limits);
    }

    public static Package Read(string path, Stream compressed, PackageLimits limits)
    {
        var package = new PackageBuilder(path, PackageKind.Archive, limits);
        var members = new ArchiveMembers(path, package, limits);
        try
        {
            using var gzip = new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true);
            using var bounded = new CountingStream(gzip, limits.MaxBytes);
            members.ReadAll(new TarScanner(bounded));
            members.DecodeDescriptor();
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or ArchiveTooLargeException)
        {
            package.Findings.Add(
                RuleCatalogue.Archive, package.Whole, $"the archive cannot be read to its end: {broken.Message}",
                "build it anew, with 'osm package-build' or 'tar -czf <name>.tar.gz <folder>'");
            package.HasAllFiles = false;
            // What was seen can be judged; what was not seen may be in the part that is lost.
            if (members.HasDescriptor)
                members.DecodeDescriptor();
        }

        return package.Build();
    }
}
