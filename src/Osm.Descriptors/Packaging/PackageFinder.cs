using System.Collections.Immutable;

namespace Osm.Descriptors.Packaging;

/// <summary>Opens whatever a user names: descriptor files, package folders, archives, folders of any of these.</summary>
public static class PackageFinder
{
    private const string Usable = "name a descriptor (.yaml, .yml, .json), a package folder, a .tar.gz, or a folder of these";

    /// <summary>Opens all of them. Nothing is thrown for what the paths hold or lack.</summary>
    public static OpenedInputs Open(IEnumerable<string> paths, PackageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(limits);
        var packages = ImmutableArray.CreateBuilder<Package>();
        var unreadable = ImmutableArray.CreateBuilder<UnreadableInput>();
        foreach (var path in paths)
        {
            try
            {
                if (Directory.Exists(path))
                    OpenFolder(path);
                else if (File.Exists(path))
                    OpenFile(path);
                else
                    unreadable.Add(new UnreadableInput(path, "there is no such file or folder"));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                unreadable.Add(new UnreadableInput(path, failure.Message));
            }
        }

        return new OpenedInputs(packages.ToImmutable(), unreadable.ToImmutable());

        void OpenFile(string path)
        {
            if (HasGzipMagic(path))
                packages.Add(ArchiveReader.Read(path, limits));
            else if (DescriptorFileName.IsYamlOrJson(path))
                packages.Add(BareFile(path, limits));
            else
                unreadable.Add(new UnreadableInput(path, Usable));
        }

        void OpenFolder(string folder)
        {
            var found = packages.Count;
            foreach (var path in FolderSearch.Below(folder, limits))
            {
                if (Directory.Exists(path))
                    packages.Add(FolderReader.Read(path, limits));
                else
                    OpenFile(path);
            }

            // Named alone it was meant as a package: say what it lacks.
            if (packages.Count == found && FolderSearch.LooksLikePackage(folder))
                packages.Add(FolderReader.Read(folder, limits));
            else if (packages.Count == found)
                unreadable.Add(new UnreadableInput(folder, $"there is no package or descriptor in it; {Usable}"));
        }
    }

    private static Package BareFile(string path, PackageLimits limits)
    {
        var package = new PackageBuilder(path, PackageKind.BareFile, limits);
        package.Decode(path, BoundedFile.Read(path, limits.Yaml.MaxBytes));
        return package.Build();
    }

    private static bool HasGzipMagic(string path)
    {
        Span<byte> magic = stackalloc byte[2];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
    }
}
