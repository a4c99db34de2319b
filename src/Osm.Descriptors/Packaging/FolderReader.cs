using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging;

/// <summary>Opens a package folder.</summary>
internal static class FolderReader
{
    /// <param name="folder">Where it is.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="unreadable">Takes what of it cannot be read; the rest is.</param>
    public static Package Read(string folder, PackageLimits limits, UnreadableList unreadable)
    {
        var package = new PackageBuilder(folder, PackageKind.Folder, limits);
        AddFiles(package, new DirectoryInfo(folder), "", 1, limits, unreadable);
        package.IsSol = SolLayout.IsSol(package.Files);
        var chosen = package.ChooseDescriptor(
            [.. package.Files.Where(file => DescriptorFileName.IsYamlOrJson(file)
                && (!file.Contains('/') || (package.IsSol && SolLayout.IsDefinition(file))))],
            name => Path.Join(folder, name),
            "a package's descriptor ends in nfd.yaml or nsd.yaml and stands in the folder itself");
        if (chosen is not null)
        {
            var path = Path.Join(folder, chosen);
            unreadable.Try(path, () => package.Decode(path, BoundedFile.ReadFound(path, limits.Yaml.MaxBytes)));
        }

        package.Digest = digests => Digest(package, digests, limits, unreadable);
        return package.Build();
    }

    private static void Digest(PackageBuilder package, FileDigests digests, PackageLimits limits, UnreadableList unreadable)
    {
        var left = limits.MaxBytes;
        foreach (var path in package.Files)
        {
            if (!digests.Wants(path))
                continue;
            var shown = Path.Join(package.Path, path);
            var file = new FileInfo(shown);
            if (file.LinkTarget is not null || file.Length > left)
                continue;
            left -= file.Length;
            unreadable.Try(shown, () =>
            {
                using var content = BoundedFile.OpenWithoutWaiting(shown);
                digests.Take(path, hash => FileDigests.Append(hash, content));
            });
        }
    }

    private static void AddFiles(
        PackageBuilder package, DirectoryInfo folder, string prefix, int depth, PackageLimits limits, UnreadableList unreadable)
    {
        if (unreadable.Try(Path.Join(package.Path, prefix), folder.GetFileSystemInfos, null!) is not { } entries)
        {
            package.HasAllFiles = false;
            return;
        }

        foreach (var entry in entries)
        {
            if (entry.Name == ".git")
                continue;
            if (package.Files.Count >= limits.MaxFiles || depth > limits.MaxDepth)
            {
                package.HasAllFiles = false;
                // Once is enough: the list takes equal findings as one.
                package.Findings.Add(
                    RuleCatalogue.Archive, package.Whole,
                    $"the folder has more than {limits.MaxFiles} files or more than {limits.MaxDepth} levels; the rest was not looked at",
                    "is it a package's folder? Take out what does not belong to it");
                return;
            }

            // A link may lead out of the package or back into it: counted as a file, never followed.
            if (entry is DirectoryInfo { LinkTarget: null } inner)
                AddFiles(package, inner, $"{prefix}{entry.Name}/", depth + 1, limits, unreadable);
            else
                AddFile(package, entry, prefix + entry.Name, unreadable);
        }
    }

    private static void AddFile(PackageBuilder package, FileSystemInfo entry, string path, UnreadableList unreadable)
    {
        package.Files.Add(path);
        var shown = Path.Join(package.Path, path);
        if (entry is FileInfo { LinkTarget: null } && package.MostBytesOf(path) is > 0 and var most)
            unreadable.Try(shown, () => package.Take(path, shown, BoundedFile.ReadFound(entry.FullName, most)));
    }
}
