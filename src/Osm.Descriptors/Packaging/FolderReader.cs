using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging;

/// <summary>Opens a package folder.</summary>
internal static class FolderReader
{
    public static Package Read(string folder, PackageLimits limits)
    {
        var package = new PackageBuilder(folder, PackageKind.Folder, limits);
        AddFiles(package, folder, new DirectoryInfo(folder), "", 1, limits);
        package.IsSol = SolLayout.IsSol(package.Files);
        var chosen = package.ChooseDescriptor(
            [.. package.Files.Where(file => DescriptorFileName.IsYamlOrJson(file)
                && (!file.Contains('/') || (package.IsSol && SolLayout.IsDefinition(file))))],
            name => Path.Join(folder, name),
            "a package's descriptor ends in nfd.yaml or nsd.yaml and stands in the folder itself");
        if (chosen is not null)
        {
            var path = Path.Join(folder, chosen);
            package.Decode(path, BoundedFile.ReadFound(path, limits.Yaml.MaxBytes));
        }

        return package.Build();
    }

    private static void AddFiles(PackageBuilder package, string root, DirectoryInfo folder, string prefix, int depth, PackageLimits limits)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
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
                AddFiles(package, root, inner, $"{prefix}{entry.Name}/", depth + 1, limits);
            else
                AddFile(package, root, entry, prefix + entry.Name);
        }
    }

    private static void AddFile(PackageBuilder package, string root, FileSystemInfo entry, string path)
    {
        package.Files.Add(path);
        if (entry is FileInfo { LinkTarget: null } && package.MostBytesOf(path) is > 0 and var most)
            package.Take(path, Path.Join(root, path), BoundedFile.ReadFound(entry.FullName, most));
    }
}
