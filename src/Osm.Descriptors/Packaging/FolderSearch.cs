using System.Buffers;
using System.Text;

namespace Osm.Descriptors.Packaging;

/// <summary>Finds the packages in a tree of folders.</summary>
internal static class FolderSearch
{
    private static readonly string[] PackageFolders =
        ["helm-chart-v3s", "helm-charts", "juju-bundles", "charms", "cloud_init", "icons", "Scripts", "TOSCA-Metadata"];

    private static readonly SearchValues<string> Envelopes = SearchValues.Create(
        ["vnfd:", "nsd:", "nst:", "vnfd-catalog:", "nsd-catalog:", "\"vnfd\"", "\"nsd\"", "\"nst\""], StringComparison.Ordinal);

    /// <summary>Package folders, archives and lone descriptors at or below a folder, by name. What cannot be read costs the rest nothing.</summary>
    public static IEnumerable<string> Below(string folder, PackageLimits limits, UnreadableList unreadable) => Below(folder, limits, unreadable, 1);

    /// <summary>Whether a folder has the inner folders or files of a package.</summary>
    public static bool LooksLikePackage(string folder) =>
        PackageFolders.Any(name => Directory.Exists(Path.Join(folder, name))) || File.Exists(Path.Join(folder, "checksums.txt"));

    // So that a package without a descriptor is told, and what lies deeper in it is not taken for one.
    private static bool HasFoldersOfPackagesOnly(string folder) =>
        Directory.Exists(Path.Join(folder, "helm-chart-v3s")) || Directory.Exists(Path.Join(folder, "juju-bundles"));

    /// <summary>Whether a folder holds a descriptor itself.</summary>
    public static bool IsPackage(string folder, UnreadableList unreadable) =>
        SolLayout.HasDefinitions(folder) || Directory.EnumerateFiles(folder).Any(file => IsDescriptor(file, unreadable));

    /// <summary>How many descriptors a folder holds itself.</summary>
    public static int CountDescriptors(string folder, UnreadableList unreadable) =>
        Directory.EnumerateFiles(folder).Count(file => IsDescriptor(file, unreadable));

    private static bool IsDescriptor(string file, UnreadableList unreadable) =>
        DescriptorFileName.IsYamlOrJson(file)
        && (DescriptorFileName.IsConventional(file) || unreadable.Try(file, () => HasEnvelope(file), otherwise: false));

    private static IEnumerable<string> Below(string folder, PackageLimits limits, UnreadableList unreadable, int depth)
    {
        var entries = unreadable.Try(folder, () => new DirectoryInfo(folder).GetFileSystemInfos(), []);
        Array.Sort(entries, (one, other) => string.CompareOrdinal(one.Name, other.Name));
        var files = entries.Where(entry => entry is not DirectoryInfo).Select(entry => Path.Join(folder, entry.Name)).ToArray();
        var descriptors = files.Where(file => IsDescriptor(file, unreadable)).ToArray();
        // Several descriptors and nothing else of a package: a folder of lone files.
        if (descriptors.Length > 1 && !LooksLikePackage(folder))
        {
            foreach (var descriptor in descriptors)
                yield return descriptor;
        }
        else if (descriptors.Length > 0 || SolLayout.HasDefinitions(folder) || HasFoldersOfPackagesOnly(folder))
        {
            yield return folder;
            yield break;
        }

        foreach (var archive in files.Where(DescriptorFileName.IsArchive))
            yield return archive;

        if (depth >= limits.MaxDepth)
            yield break;
        foreach (var inner in entries.OfType<DirectoryInfo>())
        {
            // Links may lead in circles; hidden folders hold tools' own files.
            if (inner.LinkTarget is not null || inner.Name.StartsWith('.'))
                continue;
            foreach (var path in Below(Path.Join(folder, inner.Name), limits, unreadable, depth + 1))
                yield return path;
        }
    }

    // Descriptors begin with their envelope, but for comments and licences.
    private static bool HasEnvelope(string file)
    {
        var head = new byte[8 * 1024];
        using var stream = BoundedFile.OpenWithoutWaiting(file);
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        foreach (var line in Encoding.UTF8.GetString(head, 0, read).AsSpan().EnumerateLines())
        {
            if (!line.IsEmpty && line[0] is not ('#' or ' ') && line.ContainsAny(Envelopes))
                return true;
        }

        return false;
    }
}
