using System.IO.Enumeration;

namespace Osm.Descriptors.Packaging;

/// <summary>Paths with '*', '?' and '**', for where no shell has resolved them.</summary>
internal static class GlobPattern
{
    public static bool IsOne(string path) => path.AsSpan().ContainsAny('*', '?');

    /// <summary>What there is that matches, by name.</summary>
    public static IReadOnlyList<string> Expand(string pattern, PackageLimits limits)
    {
        var isRooted = pattern.StartsWith('/');
        IEnumerable<string> found = [isRooted ? "/" : ""];
        var segments = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var index = 0; index < segments.Length; index++)
        {
            var (segment, isLast) = (segments[index], index == segments.Length - 1);
            found = segment == "**"
                ? found.SelectMany(folder => FoldersBelow(folder, limits.MaxDepth))
                : found.SelectMany(folder => Matching(folder, segment, isLast));
        }

        return [.. found.Where(path => path.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Matching(string folder, string segment, bool isLast)
    {
        if (!IsOne(segment))
        {
            var path = Path.Join(folder, segment);
            return Directory.Exists(path) || (isLast && File.Exists(path)) ? [path] : [];
        }

        return Entries(folder)
            .Where(entry => (isLast || entry is DirectoryInfo) && (segment[0] == '.' || entry.Name[0] != '.')
                && FileSystemName.MatchesSimpleExpression(segment, entry.Name, ignoreCase: false))
            .Select(entry => Path.Join(folder, entry.Name));
    }

    private static IEnumerable<string> FoldersBelow(string folder, int depth)
    {
        yield return folder;
        if (depth == 0)
            yield break;
        // Links may lead in circles; hidden folders hold tools' own files.
        foreach (var inner in Entries(folder).OfType<DirectoryInfo>().Where(inner => inner.LinkTarget is null && inner.Name[0] != '.'))
        {
            foreach (var path in FoldersBelow(Path.Join(folder, inner.Name), depth - 1))
                yield return path;
        }
    }

    private static FileSystemInfo[] Entries(string folder)
    {
        var info = new DirectoryInfo(folder.Length == 0 ? "." : folder);
        return info.Exists ? info.GetFileSystemInfos() : [];
    }
}
