using System.Collections.Immutable;

namespace Osm.Descriptors.Packaging;

/// <summary>Opens whatever a user names: descriptor files, package folders, archives, folders of any of these, patterns, standard input.</summary>
public static class PackageFinder
{
    /// <summary>The path that means standard input.</summary>
    public const string StandardInput = "-";

    private const string Usable = "name a descriptor (.yaml, .yml, .json), a package folder, a .tar.gz, a .zip, or a folder of these";

    // Archives of charts and images have their place in registries.
    private const int MostBytesOfInput = 64 * 1024 * 1024;

    // So that a package in a crowded folder does not mean reading all of it.
    private const int MostBeside = 200;

    /// <summary>Opens all of them. Nothing is thrown for what the paths hold or lack.</summary>
    /// <param name="paths">Paths, patterns with '*', '?' or '**', or '-' for standard input.</param>
    /// <param name="limits">What they may cost.</param>
    /// <param name="standardInput">What '-' means; asked for once, and only then.</param>
    public static OpenedInputs Open(IEnumerable<string> paths, PackageLimits limits, Func<Stream>? standardInput = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(limits);
        var opening = new Opening(limits);
        foreach (var path in paths)
        {
            opening.Guard(path, () =>
            {
                if (path == StandardInput)
                    opening.Input(standardInput);
                else if (Directory.Exists(path) || File.Exists(path) || !GlobPattern.IsOne(path))
                    opening.Path(path);
                else
                    opening.Pattern(path);
            });
        }

        return opening.Result();
    }

    /// <summary>Opens what stands beside inputs, in the folders that hold them: where an NSD's VNFDs are where they were not named.</summary>
    public static ImmutableArray<Package> OpenBeside(OpenedInputs inputs, PackageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(limits);
        // Only what names other descriptors needs them.
        if (!inputs.Packages.Any(package => package.Descriptor?.Text.Contains("nsd", StringComparison.Ordinal) == true))
            return [];
        var known = inputs.Packages.Select(package => Path.GetFullPath(package.Path)).ToHashSet(StringComparer.Ordinal);
        var folders = inputs.Packages.SelectMany(FoldersAround).Distinct(StringComparer.Ordinal).ToArray();
        // A file's own package is the file once more.
        known.UnionWith(folders);
        var opening = new Opening(limits);
        foreach (var folder in folders)
            opening.Guard(folder, () => opening.Beside(folder, known));
        return opening.Result().Packages;
    }

    // A file named alone often stands in its package, and the others beside that.
    private static IEnumerable<string> FoldersAround(Package package)
    {
        if (package.Path == StandardInput || Path.GetDirectoryName(Path.GetFullPath(package.Path)) is not { } folder)
            yield break;
        yield return folder;
        // Nobody asked for what stands beside: what of it cannot be read is not told.
        var unreadable = new UnreadableList();
        if (package.Kind == PackageKind.BareFile
            && unreadable.Try(folder, () => FolderSearch.CountDescriptors(folder, unreadable), otherwise: 0) == 1
            && Path.GetDirectoryName(folder) is { } above)
        {
            yield return above;
        }
    }

    private sealed class Opening(PackageLimits limits)
    {
        private readonly ImmutableArray<Package>.Builder _packages = ImmutableArray.CreateBuilder<Package>();
        private readonly UnreadableList _unreadable = new();

        public OpenedInputs Result() => new(_packages.ToImmutable(), _unreadable.All);

        public void Guard(string path, Action open) => _unreadable.Try(path, open);

        public void Path(string path)
        {
            if (Directory.Exists(path))
                Folder(path);
            else if (File.Exists(path))
                OneFile(path);
            else
                _unreadable.Add(path, "there is no such file or folder");
        }

        public void Pattern(string pattern)
        {
            var found = GlobPattern.Expand(pattern, limits, _unreadable);
            if (found.Count == 0)
                _unreadable.Add(pattern, "nothing matches it");
            foreach (var path in found)
                Guard(path, () => Path(path));
        }

        public void Input(Func<Stream>? standardInput)
        {
            if (standardInput is null)
            {
                _unreadable.Add(StandardInput, "there is no standard input");
                return;
            }

            using var input = standardInput();
            var bytes = BoundedFile.Read(input, MostBytesOfInput);
            if (bytes.Length > MostBytesOfInput)
            {
                _unreadable.Add(StandardInput, $"it is longer than {MostBytesOfInput} bytes: write it to a file first");
                return;
            }

            using var content = new MemoryStream(bytes, writable: false);
            if (!Archive(StandardInput, content))
                BareFile(StandardInput, bytes);
        }

        public void Beside(string folder, HashSet<string> known)
        {
            var entries = new DirectoryInfo(folder).EnumerateFileSystemInfos()
                .Where(entry => entry.LinkTarget is null && entry.Name[0] != '.')
                .Take(MostBeside)
                .Where(entry => !known.Contains(entry.FullName))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal);
            foreach (var entry in entries)
                Guard(entry.FullName, () => OneBeside(entry));
        }

        private void OneBeside(FileSystemInfo entry)
        {
            if (entry is DirectoryInfo && FolderSearch.IsPackage(entry.FullName, _unreadable))
                _packages.Add(FolderReader.Read(entry.FullName, limits, _unreadable));
            else if (entry is FileInfo && (DescriptorFileName.IsArchive(entry.Name) || DescriptorFileName.IsConventional(entry.Name)))
                OneFile(entry.FullName);
        }

        private void Folder(string folder)
        {
            var (found, told) = (_packages.Count, _unreadable.Count);
            foreach (var path in FolderSearch.Below(folder, limits, _unreadable))
            {
                if (Directory.Exists(path))
                    _packages.Add(FolderReader.Read(path, limits, _unreadable));
                else
                    Guard(path, () => OneFile(path));
            }

            // Named alone it was meant as a package: say what it lacks.
            if (_packages.Count == found && FolderSearch.LooksLikePackage(folder))
                _packages.Add(FolderReader.Read(folder, limits, _unreadable));
            else if (_packages.Count == found && _unreadable.Count == told)
                _unreadable.Add(folder, $"there is no package or descriptor in it; {Usable}");
        }

        private void OneFile(string path)
        {
            using var file = BoundedFile.OpenWithoutWaiting(path);
            if (file.CanSeek && Archive(path, file))
                return;
            if (DescriptorFileName.IsYamlOrJson(path))
                BareFile(path, BoundedFile.Read(file, limits.Yaml.MaxBytes));
            else
                _unreadable.Add(path, Usable);
        }

        // By what it holds: names lie.
        private bool Archive(string path, Stream file)
        {
            switch (FileMagic.Of(file))
            {
                case FileMagic.Kind.Gzip:
                    _packages.Add(ArchiveReader.Read(path, file, limits));
                    return true;
                case FileMagic.Kind.Tar:
                    _packages.Add(ArchiveReader.ReadPlain(path, file, limits));
                    return true;
                case FileMagic.Kind.Zip:
                    _packages.Add(ZipReader.Read(path, file, limits));
                    return true;
                default:
                    return false;
            }
        }

        private void BareFile(string path, ReadOnlySpan<byte> bytes)
        {
            var package = new PackageBuilder(path, PackageKind.BareFile, limits);
            package.Decode(path, bytes);
            _packages.Add(package.Build());
        }
    }
}
