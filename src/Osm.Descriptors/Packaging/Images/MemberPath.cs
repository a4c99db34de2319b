namespace Osm.Descriptors.Packaging.Images;

/// <summary>Paths of an archive's members, and where they lead.</summary>
internal static class MemberPath
{
    /// <summary>Without './' before it and '/' behind it.</summary>
    public static string Normalize(string name)
    {
        var path = name.AsSpan().TrimEnd('/');
        while (path.StartsWith("./"))
            path = path[2..].TrimStart('/');
        return path is "." ? "" : path.ToString();
    }

    /// <summary>Whether a member would be unpacked outside of the archive's folder.</summary>
    public static bool LeadsOut(string name) => name.StartsWith('/') || name.Contains('\\') || name.Split('/').Contains("..");

    /// <summary>Whether a link points outside of the archive's top folder, or of the archive where it has none.</summary>
    /// <param name="path">The link's own.</param>
    /// <param name="target">As written in it.</param>
    /// <param name="isSymbolic">A symbolic link is relative to its own folder, a hard link to the archive's root.</param>
    /// <param name="hasTopFolder">Whether all members are in one folder.</param>
    public static bool LinkLeadsOut(string path, string target, bool isSymbolic, bool hasTopFolder)
    {
        if (target.StartsWith('/'))
            return true;
        var least = hasTopFolder ? 1 : 0;
        var depth = isSymbolic ? path.Count(character => character == '/') : 0;
        foreach (var segment in target.Split('/'))
        {
            if (segment == "..")
                depth--;
            else if (segment is not ("" or "."))
                depth++;
            if (depth < least && segment == "..")
                return true;
        }

        return false;
    }
}
