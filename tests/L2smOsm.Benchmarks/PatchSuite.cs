using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace L2smOsm.Benchmarks;

/// <summary>Patching an umbrella chart of 40 charts, as a whole process; and a package with a large file in it, whose size must not be the process's.</summary>
internal static class PatchSuite
{
    private const int Charts = 40;
    private const int Rounds = 10;
    private const int LargeFile = 200;

    private const string Descriptor = """
        vnfd:
          id: umbrella
          product-name: umbrella
          provider: bench
          version: "1.0"
          mgmt-cp: mgmt-ext
          k8s-cluster: {nets: [{id: mgmt}, {id: n3}, {id: n6}]}
          ext-cpd:
          - {id: mgmt-ext, k8s-cluster-net: mgmt}
          - {id: n3-ext, k8s-cluster-net: n3}
          - {id: n6-ext, k8s-cluster-net: n6}
          kdu: [{name: core, helm-chart: umbrella}]
          df: [{id: default-df}]

        """;

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        if (!ColdProcess.IsPublished)
            yield break;
        var folder = Directory.CreateTempSubdirectory("osm-l2sm-bench-").FullName;
        try
        {
            foreach (var packed in new[] { false, true })
            {
                var package = Path.Combine(folder, $"umbrella{(packed ? "-packed" : "")}.tar.gz");
                Write(package, packed, 0);
                var patched = Path.Combine(folder, "patched.tar.gz");
                var what = $"{Charts} charts{(packed ? " as .tgz" : "")}";
                yield return new($"patch an umbrella of {what}, cold process", await ColdProcess.MillisecondsAsync(Rounds, "patch", package, "-o", patched), "ms");
                yield return new($"patch an umbrella of {what}, cold: peak memory", await ColdProcess.MebibytesAsync("patch", package, "-o", patched), "MiB");
                yield return new($"unpatch an umbrella of {what}, cold process", await ColdProcess.MillisecondsAsync(Rounds, "unpatch", patched, "-o", Path.Combine(folder, "back.tar.gz")), "ms");
            }

            var large = Path.Combine(folder, "large.tar.gz");
            Write(large, packed: false, LargeFile);
            yield return new($"patch an umbrella with a file of {LargeFile} MiB beside it, cold: peak memory", await ColdProcess.MebibytesAsync("patch", large, "-o", Path.Combine(folder, "out.tar.gz")), "MiB");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(string path, bool packed, int mebibytes)
    {
        var root = "umbrella_knf/helm-chart-v3s/umbrella";
        var files = new List<(string, byte[])>
        {
            ("umbrella_knf/umbrella_knfd.yaml", Encoding.UTF8.GetBytes(Descriptor)),
            ($"{root}/Chart.yaml", Encoding.UTF8.GetBytes("apiVersion: v2\nname: umbrella\nversion: 1.0.0\n")),
        };
        for (var chart = 0; chart < Charts; chart++)
        {
            var own = ChartFiles($"part{chart}");
            if (packed)
                files.Add(($"{root}/charts/part{chart}-1.0.0.tgz", Tgz(own.Select(file => ($"part{chart}/{file.Path}", file.Content)))));
            else
                files.AddRange(own.Select(file => ($"{root}/charts/part{chart}/{file.Path}", file.Content)));
        }

        if (mebibytes > 0)
        {
            var noise = new byte[mebibytes << 20];
            new Random(1).NextBytes(noise);
            files.Add(("umbrella_knf/images/disk.img", noise));
        }

        File.WriteAllBytes(path, Tgz(files));
    }

    // The forms of helm's own skeleton, with what real charts have beside it.
    private static IEnumerable<(string Path, byte[] Content)> ChartFiles(string name)
    {
        var example = Checkout.Path("descriptors-examples", "reference-ns", "cnf_a_knf", "helm-chart-v3s", "cnf-a");
        foreach (var file in Directory.EnumerateFiles(example, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            yield return (Path.GetRelativePath(example, file), Encoding.UTF8.GetBytes(File.ReadAllText(file).Replace("cnf-a", name, StringComparison.Ordinal)));
        var deployment = File.ReadAllText(Path.Combine(example, "templates", "deployment.yaml")).Replace("cnf-a", name, StringComparison.Ordinal);
        yield return ("templates/statefulset.yaml", Encoding.UTF8.GetBytes(deployment.Replace("kind: Deployment", "kind: StatefulSet", StringComparison.Ordinal)));
        for (var map = 0; map < 10; map++)
            yield return ($"templates/configmap{map}.yaml", Encoding.UTF8.GetBytes($"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}-{map}\ndata:\n" + string.Concat(Enumerable.Range(0, 100).Select(line => $"  key{line}: value of {name} {line}\n"))));
    }

    private static byte[] Tgz(IEnumerable<(string Path, byte[] Content)> files)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            foreach (var (path, content) in files)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(content) });
        }

        return bytes.ToArray();
    }
}
