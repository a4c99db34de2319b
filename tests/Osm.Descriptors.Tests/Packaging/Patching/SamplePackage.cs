using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace Osm.Descriptors.Tests.Packaging.Patching;

/// <summary>A KNF's package with one chart that has a packed subchart, which has another one packed in it, in every form that packages have.</summary>
internal static class SamplePackage
{
    public const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: unit
        spec:
          selector:
            matchLabels: {app: unit}
          template:
            metadata:
              labels:
                app: unit
            spec:
              containers: [{name: unit, image: busybox}]

        """;

    private static readonly string[] Forms = ["folder", "tar.gz", "tar", "tar.gz.gz", "zip", "packed chart", "chart folder", "chart tgz"];

    public static TheoryData<string> All => [.. Forms];

    public static byte[] DatabaseTgz(string name = "db") => Chart(
        ($"{name}/Chart.yaml", $"apiVersion: v2\nname: {name}\nversion: 1.0.0\n"),
        ($"{name}/templates/statefulset.yaml", Deployment.Replace("Deployment", "StatefulSet", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal)));

    /// <summary>The chart's files, by path in the chart.</summary>
    public static (string Path, byte[] Content)[] ChartFiles() =>
    [
        ("Chart.yaml", Bytes("apiVersion: v2\nname: chart\nversion: 1.0.0\n# é\n")),
        ("values.yaml", Bytes("a: b\n")),
        (".helmignore", Bytes("*.orig\n")),
        ("templates/deployment.yaml", Bytes(Deployment)),
        ("templates/service.yaml", Bytes("apiVersion: v1\nkind: Service\nmetadata:\n  name: unit\n")),
        ("charts/middle-1.0.tgz", Chart(
            ("middle/Chart.yaml", "apiVersion: v2\nname: middle\nversion: 1.0.0\n"),
            ("middle/charts/db-1.0.0.tgz", DatabaseTgz()))),
        ("charts/other-1.0.0.tgz", Chart(("other/Chart.yaml", "apiVersion: v2\nname: other\nversion: 1.0.0\n"), ("other/templates/cm.yaml", "kind: ConfigMap\n"))),
        ("files/logo.png", RandomNumberGenerator.GetBytes(3000)),
    ];

    /// <summary>Writes the package in a form, and tells where it is.</summary>
    public static string Write(TemporaryFolder folder, string form)
    {
        var chart = ChartFiles();
        switch (form)
        {
            case "chart folder":
                foreach (var (path, content) in chart)
                    folder.Write($"chart/{path}", content);
                return Path.Join(folder.Path, "chart");
            case "chart tgz":
                return folder.Write("chart-1.0.0.tgz", Tgz(chart.Select(file => ($"chart/{file.Path}", file.Content))));
            case "folder":
                foreach (var (path, content) in Classic(chart, "knf/"))
                    folder.Write(path, content);
                return Path.Join(folder.Path, "knf");
            case "packed chart":
                return folder.Write("knf.tar.gz", Tgz(
                [
                    ("knf/knfd.yaml", Bytes(Samples.Vnfd.With("helm-chart: chart", "helm-chart: chart-1.0.0.tgz"))),
                    ("knf/helm-chart-v3s/chart-1.0.0.tgz", Tgz(chart.Select(file => ($"chart/{file.Path}", file.Content)))),
                ]));
            case "zip":
                return folder.Write("knf.zip", Zip.OfBytes(
                [
                    ("Definitions/knfd.yaml", Bytes(Samples.Vnfd)), ("TOSCA-Metadata/TOSCA.meta", Bytes("Entry-Definitions: Definitions/knfd.yaml\n")),
                    .. chart.Select(file => ($"Scripts/helm-chart-v3s/chart/{file.Path}", file.Content)),
                ]));
            case "tar":
                return folder.Write("knf.tar.gz", Unpacked(Tgz(Classic(chart, "knf/"))));
            case "tar.gz.gz":
                return folder.Write("knf.tar.gz.gz", Tar.Compress(Tgz(Classic(chart, "knf/"))));
            default:
                return folder.Write("knf.tar.gz", Tgz(Classic(chart, "knf/")));
        }
    }

    public static byte[] Tgz(IEnumerable<(string Path, byte[] Content)> files) => Tar.Gz([.. files.Select((file, index) =>
    {
        TarEntry entry = index % 3 == 0 ? new PaxTarEntry(TarEntryType.RegularFile, file.Path) : new GnuTarEntry(TarEntryType.RegularFile, file.Path);
        entry.DataStream = new MemoryStream(file.Content);
        entry.Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        entry.ModificationTime = DateTimeOffset.UnixEpoch.AddDays(index);
        return entry;
    })]);

    /// <summary>What an archive or a folder holds, packed charts unpacked: name, kind, mode, time and content of each member, in order.</summary>
    public static List<string> Listing(string path) =>
        Directory.Exists(path)
            ? [.. new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal)
                .SelectMany(file => Described($"{Path.GetRelativePath(path, file.FullName)} {file.UnixFileMode} {file.LastWriteTimeUtc:O}", File.ReadAllBytes(file.FullName)))]
            : [.. Described("", File.ReadAllBytes(path))];

    private static IEnumerable<string> Described(string name, byte[] content)
    {
        if (content.AsSpan().StartsWith("PK"u8))
        {
            using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(content));
            return [.. zip.Entries.SelectMany(entry =>
            {
                using var stream = entry.Open();
                using var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                return Described($"{name}!{entry.FullName} {entry.ExternalAttributes} {entry.LastWriteTime}", bytes.ToArray());
            })];
        }

        if (content.Length > 2 && content[0] == 0x1f && content[1] == 0x8b)
            return Described($"{name} gzip", Unpacked(content));
        if (content.Length <= 512 || !content.AsSpan(257, 5).SequenceEqual("ustar"u8))
            return [$"{name} {Convert.ToHexString(SHA256.HashData(content))}"];
        // The tar itself too, which must be the same byte for byte where nothing in it is packed.
        var members = new List<string> { $"{name} tar of {content.Length}" };
        using var reader = new TarReader(new MemoryStream(content));
        while (reader.GetNextEntry() is { } entry)
        {
            using var bytes = new MemoryStream();
            entry.DataStream?.CopyTo(bytes);
            members.AddRange(Described($"{name}!{entry.Name} {entry.Format} {entry.EntryType} {entry.Mode} {entry.Uid} {entry.ModificationTime:O}", bytes.ToArray()));
        }

        return members;
    }

    private static IEnumerable<(string Path, byte[] Content)> Classic((string Path, byte[] Content)[] chart, string top)
    {
        (string Path, byte[] Content)[] files = [($"{top}knfd.yaml", Bytes(Samples.Vnfd)), .. chart.Select(file => ($"{top}helm-chart-v3s/chart/{file.Path}", file.Content))];
        // As OSM's client does it: what has a dot in its name and is not hidden.
        var sums = files.Where(file => Path.GetFileName(file.Path) is var name && name.Contains('.') && name[0] != '.')
            .Select(file => $"{Md5(file.Content)}\t{file.Path}\n");
        return files.Append(($"{top}checksums.txt", Bytes(string.Concat(sums))));
    }

    public static string Md5(byte[] content)
    {
#pragma warning disable CA5351 // It is what OSM's client writes.
        return Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5351
    }

    public static byte[] Unpacked(byte[] bytes)
    {
        using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(bytes), System.IO.Compression.CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static byte[] Chart(params (string Path, string Content)[] files) => Tgz(files.Select(file => (file.Path, Bytes(file.Content))));

    private static byte[] Chart(params (string Path, object Content)[] files) =>
        Tgz(files.Select(file => (file.Path, file.Content as byte[] ?? Bytes((string)file.Content))));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
