namespace Osm.Descriptors.Packaging.Images;

/// <summary>A package's or a chart's folder.</summary>
internal sealed class FolderImage : PackageImage
{
    private readonly string _folder;
    private readonly List<ImageMember> _members = [];

    private FolderImage(string folder) => _folder = folder;

    public override IReadOnlyList<ImageMember> Members => _members;

    /// <exception cref="ImageRefusedException">It has too many files or levels, or a link that leads out.</exception>
    public static FolderImage Open(string folder, UnpackBudget budget)
    {
        var image = new FolderImage(folder);
        image.Add(new DirectoryInfo(folder), "", 1, budget);
        return image;
    }

    public override Stream Open(ImageMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return member.Size == 0 ? Stream.Null : File.OpenRead(PathOf(member));
    }

    /// <summary>The path of a file on the disk.</summary>
    public string PathOf(ImageMember member) => Path.Join(_folder, member.Path);

    public override void WriteTo(string path, ImageChanges changes)
    {
        CreateFolder(_folder, path);
        foreach (var member in _members.Where(member => !changes.Removed.Contains(member.Path)))
            Copy(member, Path.Join(path, member.Path), changes);
        var added = Additions.Place(Members, changes.Added.Keys);
        foreach (var (relative, content) in changes.Added)
        {
            var target = Path.Join(path, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, content);
            BecomeLike(new FileInfo(target), new FileInfo(PathOf(added.ModelOf(relative))));
        }

        // Last and from within: what is written into a folder changes its time.
        foreach (var folder in _members.Where(member => member.Kind == ImageMemberKind.Folder).Reverse())
            BecomeLike(new DirectoryInfo(Path.Join(path, folder.Path)), new DirectoryInfo(PathOf(folder)));
        BecomeLike(new DirectoryInfo(path), new DirectoryInfo(_folder));
    }

    /// <summary>Changes the folder itself: all new contents are on the disk before the first file takes its new one.</summary>
    public void WriteInPlace(ImageChanges changes)
    {
        var suffix = $".osm-l2sm-{Environment.ProcessId}";
        var ready = new List<string>();
        try
        {
            var added = Additions.Place(Members, changes.Added.Keys);
            foreach (var (path, content) in changes.Replaced.Concat(changes.Added))
            {
                var target = Path.Join(_folder, path);
                var model = Find(path) ?? added.ModelOf(path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                ready.Add(target);
                File.WriteAllBytes(target + suffix, content);
                BecomeLike(new FileInfo(target + suffix), new FileInfo(PathOf(model)));
            }

            foreach (var target in ready)
                File.Move(target + suffix, target, overwrite: true);
            foreach (var path in changes.Removed)
                RemoveWithEmptyFolder(Path.Join(_folder, path));
        }
        finally
        {
            foreach (var target in ready)
                File.Delete(target + suffix);
        }
    }

    private void Add(DirectoryInfo folder, string prefix, int depth, UnpackBudget budget)
    {
        if (depth > budget.Limits.MaxDepth)
            throw new ImageRefusedException($"'{prefix}' is more than {budget.Limits.MaxDepth} folders deep", "is it a package's folder?");
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            // Not the package's, and large.
            if (entry.Name == ".git")
                continue;
            budget.TakeMember();
            var path = prefix + entry.Name;
            if (entry.LinkTarget is { } target)
            {
                if (MemberPath.LinkLeadsOut(path, target, isSymbolic: true, hasTopFolder: false))
                    throw new ImageRefusedException($"the link '{path}' points to '{target}', outside of the package", "put the file itself in its place");
                _members.Add(new ImageMember(path, ImageMemberKind.Link, 0, _members.Count));
            }
            else if (entry is DirectoryInfo inner)
            {
                _members.Add(new ImageMember(path, ImageMemberKind.Folder, 0, _members.Count));
                Add(inner, path + "/", depth + 1, budget);
            }
            else
            {
                _members.Add(new ImageMember(path, ImageMemberKind.File, ((FileInfo)entry).Length, _members.Count));
            }
        }
    }

    private void Copy(ImageMember member, string target, ImageChanges changes)
    {
        var source = PathOf(member);
        switch (member.Kind)
        {
            case ImageMemberKind.Folder:
                CreateFolder(source, target);
                break;
            case ImageMemberKind.Link:
                File.CreateSymbolicLink(target, new FileInfo(source).LinkTarget!);
                break;
            default:
                // What has no length may be a pipe, which must not be waited for.
                if (!changes.Replaced.TryGetValue(member.Path, out var content) && member.Size > 0)
                {
                    File.Copy(source, target);
                    break;
                }

                File.WriteAllBytes(target, content ?? []);
                BecomeLike(new FileInfo(target), new FileInfo(source));
                break;
        }
    }

    // Writable until all is in it.
    private static void CreateFolder(string source, string target)
    {
        Directory.CreateDirectory(target);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(target, File.GetUnixFileMode(source) | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void BecomeLike(FileSystemInfo target, FileSystemInfo source)
    {
        target.LastWriteTimeUtc = source.LastWriteTimeUtc;
        if (!OperatingSystem.IsWindows())
            target.UnixFileMode = source.UnixFileMode;
    }

    private static void RemoveWithEmptyFolder(string path)
    {
        File.Delete(path);
        if (Path.GetDirectoryName(path) is { } folder && !Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }
}
