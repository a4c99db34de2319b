using System.IO.Compression;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging;

/// <summary>Looks through a zip without unpacking it, by NBI's rules (<c>descriptor_topics.py</c>).</summary>
internal static class ZipReader
{
    public static Package Read(string path, Stream file, PackageLimits limits)
    {
        var package = new PackageBuilder(path, PackageKind.Zip, limits) { IsSol = true };
        try
        {
            // The framework keeps an object for each member that the directory claims: count before it does.
            if (CountMembers(file) is var count && count > limits.MaxFiles)
                throw new InvalidDataException($"it has more than {limits.MaxFiles} members");
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            ReadMembers(path, zip, package, limits);
            // Its metadata may ask for digests, so that it is finished while the zip is open.
            return package.Build();
        }
        catch (Exception broken) when (broken is InvalidDataException or ArchiveTooLargeException or IOException or NotSupportedException
            or ArgumentException or OverflowException)
        {
            package.Findings.Add(
                RuleCatalogue.Archive, package.Whole,
                $"the archive cannot be read to its end: {broken.Message}", "build it anew, with 'osm package-build'");
            package.HasAllFiles = false;
        }

        return package.Build();
    }

    private static void ReadMembers(string path, ZipArchive zip, PackageBuilder package, PackageLimits limits)
    {
        var candidates = new SortedSet<string>(StringComparer.Ordinal);
        var members = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var member in zip.Entries)
        {
            var name = member.FullName;
            if (name.StartsWith('/') || name.Contains("..", StringComparison.Ordinal) || name.Contains('\\'))
            {
                package.Findings.Add(
                    RuleCatalogue.Archive, package.Whole,
                    $"the member '{name}' leads out of the package", "pack with paths relative to the package's folder");
                continue;
            }

            if (name.EndsWith('/') || name.Length == 0)
                continue;
            package.Files.Add(name);
            members[name] = member;
            if (DescriptorFileName.IsYamlOrJson(name) && SolLayout.IsDefinition(name))
                candidates.Add(name);
            if (package.MostBytesOf(name) is > 0 and var most)
                package.Take(name, $"{path}!{name}", Content(member, most, limits));
        }

        var chosen = package.ChooseDescriptor(
            [.. candidates],
            name => $"{path}!{name}",
            "in a zip the descriptor stands at the top or in Definitions/; a package with one folder at its top is a .tar.gz");
        package.Digest = digests =>
        {
            foreach (var (name, member) in members)
            {
                if (!digests.Wants(name))
                    continue;
                using var content = new CountingStream(member.Open(), limits.MaxBytes);
                digests.Take(name, hash => FileDigests.Append(hash, content));
            }
        };
        if (chosen is not null)
            package.Decode($"{path}!{chosen}", Content(members[chosen], limits.Yaml.MaxBytes, limits));
    }

    private static byte[] Content(ZipArchiveEntry member, int most, PackageLimits limits)
    {
        using var content = member.Open();
        using var bounded = new CountingStream(content, limits.MaxBytes);
        return BoundedFile.Read(bounded, most);
    }

    private static long CountMembers(Stream file)
    {
        var end = ZipEnd.Read(file) ?? throw new InvalidDataException("it has no directory at its end: it was cut short, or is no zip");
        file.Seek(0, SeekOrigin.Begin);
        return end.Members;
    }
}
