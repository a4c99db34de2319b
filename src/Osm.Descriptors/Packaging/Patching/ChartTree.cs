using System.IO.Hashing;
using System.Text;
using Osm.Descriptors.Packaging.Images;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>What Helm reads of a chart in a package, its subcharts' included, and the markers of earlier patches.</summary>
/// <param name="Place">Before every path of it, to make a path of the package.</param>
/// <param name="Files">By path in the chart; a packed subchart's files as <c>charts/db-1.0.tgz!db/…</c>.</param>
/// <param name="Links">Links among the files that would be read.</param>
internal sealed record ChartTree(string Place, SortedDictionary<string, byte[]> Files, IReadOnlyList<string> Links)
{
    // What comes to more is no chart that a cluster would keep: a release is at most 1 MiB.
    private const long MostBytes = 64 * 1024 * 1024;

    public static ChartTree Read(PackageTree package, string place)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var links = new List<string>();
        long bytes = 0;
        Read("");
        return new ChartTree(place, files, links);

        void Read(string chart)
        {
            var mark = (place + chart).LastIndexOf('!');
            var prefix = (place + chart)[(mark + 1)..];
            var archive = mark < 0 ? "" : (place + chart)[..mark];
            // Opening a subchart adds to what is known, never to what is gone through here.
            foreach (var member in package.ImageAt(archive).Members)
            {
                if (!member.Path.StartsWith(prefix, StringComparison.Ordinal))
                    continue;
                var path = chart + member.Path[prefix.Length..];
                if (member.Kind == ImageMemberKind.Link && IsRead(path))
                    links.Add(path);
                else if (member.Kind == ImageMemberKind.File && IsRead(path))
                    Take(path);
                else if (member.Kind == ImageMemberKind.File && IsPackedSubchart(path) && package.TryOpen(place + path) && TopOf(package, place + path) is { } top)
                    Read($"{path}!{top}/");
            }
        }

        void Take(string path)
        {
            if (files.ContainsKey(path))
                return;
            files[path] = package.Read(place + path);
            bytes += files[path].Length;
            if (bytes > MostBytes)
                throw new ImageRefusedException($"the chart '{place.TrimEnd('/')}' has more than {MostBytes} bytes of templates and values", "is it the right one?");
        }
    }

    /// <summary>The folder that holds all of a packed chart.</summary>
    /// <returns>Null where it is no chart.</returns>
    public static string? TopOf(PackageTree package, string archive)
    {
        var image = package.ImageAt(archive);
        return image.Members.Select(member => member.Path.Split('/')[0]).FirstOrDefault(top => image.Find($"{top}/Chart.yaml") is not null);
    }

    /// <summary>A digest over paths and contents: whether two charts are the same to Helm.</summary>
    public static string DigestOf(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var hash = new XxHash128();
        foreach (var (path, content) in files)
            hash.Append(Encoding.UTF8.GetBytes($"{DigestOf(content)}  {path}\n"));
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>A digest of one file: whether it was edited. Nothing is proven to anybody by it, and a cryptographic one would need OpenSSL.</summary>
    public static string DigestOf(byte[] content) => Convert.ToHexStringLower(XxHash128.Hash(content));

    private static bool IsRead(string path) => ChartRewriting.Reads(path) || ChartPath.Split(path).Path == PatchMarker.FileName;

    private static bool IsPackedSubchart(string path) =>
        path.EndsWith(".tgz", StringComparison.Ordinal) && ChartPath.Split(path) is (null, var file) && file.LastIndexOf('/') == "charts".Length;
}
