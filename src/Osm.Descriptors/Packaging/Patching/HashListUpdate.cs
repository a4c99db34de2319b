using Osm.Descriptors.Packaging.Images;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>Brings a package's lists of files up to date with its changes.</summary>
internal static class HashListUpdate
{
    /// <summary>The new content of a list.</summary>
    /// <param name="list">Its path, and whether it is a manifest.</param>
    /// <param name="root">The package as it is.</param>
    /// <param name="top">The folder that holds all members, with '/'.</param>
    /// <param name="changes">What changes in it.</param>
    /// <param name="restored">Hashes that lists had wrong before the package was patched, to come back.</param>
    /// <param name="notes">Takes what a user should know.</param>
    /// <returns>Null where it stays as it is.</returns>
    public static byte[]? Of(
        (string Path, bool IsManifest) list, PackageImage root, string top, ImageChanges changes, IReadOnlyDictionary<string, string> restored, List<string> notes)
    {
        var before = root.Read(root.Find(list.Path)!, 8 * 1024 * 1024);
        var hashes = Parse(list, before);
        foreach (var (member, content) in changes.Replaced)
            hashes.Replace(member, top, () => root.Open(root.Find(member)!), content);
        foreach (var member in changes.Removed)
            hashes.Remove(member, top);
        foreach (var (member, content) in changes.Added.OrderBy(added => added.Key, StringComparer.Ordinal))
            hashes.Add(member, top, content);
        foreach (var (member, hash) in restored)
            hashes.Restore(member, top, hash);
        var after = hashes.ToBytes();
        if (after.AsSpan().SequenceEqual(before))
            return null;
        if (hashes.IsSigned)
            notes.Add($"'{list.Path}' is signed, and its signature does not hold any more: sign it again");
        return after;
    }

    /// <summary>The hashes that a list has wrong, of members that change.</summary>
    public static IEnumerable<KeyValuePair<string, string>> StaleOf((string Path, bool IsManifest) list, PackageImage root, string top, ImageChanges changes)
    {
        var hashes = Parse(list, root.Read(root.Find(list.Path)!, 8 * 1024 * 1024));
        foreach (var (member, content) in changes.Replaced)
        {
            if (hashes.Replace(member, top, () => root.Open(root.Find(member)!), content) is { } stale)
                yield return KeyValuePair.Create(member, stale);
        }
    }

    private static HashList Parse((string Path, bool IsManifest) list, byte[] content) =>
        list.IsManifest ? HashList.OfManifest(content) : HashList.OfChecksums(content);
}
