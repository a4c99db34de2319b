using System.IO.Enumeration;

namespace Osm.Descriptors.Packaging;

/// <summary>Paths with '*', '?' and '**', for where no shell has resolved them.</summary>
internal static class GlobPattern
{
    public static bool IsOne(string path) => path.AsSpan().ContainsAny('*', '?');

    /// <summary>What there is that matches, by name.</summary>
    public static IReadOnlyList<string> Expand(string pattern, PackageLimits limits, UnreadableList unreadable)
    {
        var isRooted = pattern.StartsWith('/');
        IEnumerable<string> found = [isRooted ? "/" : ""];
        var segments = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var index = 0; index < segments.Length; index++)
        {
            var (segment, isLast) = (segments[index], index == segments.Length - 1);
            found = segment == "**"
                ? found.SelectMany(folder => FoldersBelow(folder, limits.MaxDepth, unreadable))
                : found.SelectMany(folder => Matching(folder, segment, isLast, unreadable));
        }

        return [.. found.Where(path => path.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Matching(string folder, string segment, bool isLast, UnreadableList unreadable)
    {
        if (!IsOne(segment))
        {
            var path = Path.Join(folder, segment);
            return Directory.Exists(path) || (isLast && File.Exists(path)) ? [path] : [];
        }

        return Entries(folder, unreadable)
            .Where(entry => (isLast || entry is DirectoryInfo) && (segment[0] == '.' || entry.Name[0] != '.')
                && FileSystemName.MatchesSimpleExpression(segment, entry.Name, ignoreCase: false))
            .Select(entry => Path.Join(folder, entry.Name));
    }

    private static IEnumerable<string> FoldersBelow(string folder, int depth, UnreadableList unreadable)
    {
        yield return folder;
        if (depth == 0)
            yield break;
        // Links may lead in circles; hidden folders hold tools' own files.
        foreach (var inner in Entries(folder, unreadable).OfType<DirectoryInfo>().Where(inner => inner.LinkTarget is null && inner.Name[0] != '.'))
        {
            foreach (var path in FoldersBelow(Path.Join(folder, inner.Name), depth - 1, unreadable))
                yield return path;
        }
    }

    private static FileSystemInfo[] Entries(string folder, UnreadableList unreadable)
    {
        var info = new DirectoryInfo(folder.Length == 0 ? "." : folder);
        return info.Exists ? unreadable.Try(folder, info.GetFileSystemInfos, []) : [];
    }
}
