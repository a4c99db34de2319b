namespace Osm.Descriptors.Cli.Lsp;

/// <summary>Between an editor's URIs and paths. What is no file keeps its URI as its name.</summary>
internal static class DocumentUri
{
    public static string ToPath(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.IsFile ? Path.GetFullPath(parsed.LocalPath) : uri;

    public static string FromPath(string path) =>
        Path.IsPathRooted(path) ? "file://" + string.Join('/', path.Split('/').Select(Uri.EscapeDataString)) : path;
}
