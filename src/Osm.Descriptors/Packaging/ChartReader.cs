using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging;

/// <summary>Looks into the charts of a package while its files pass by, packed ones included: their metadata, values and templates.</summary>
internal sealed class ChartReader(PackageLimits limits, FindingList findings)
{
    private const string ChartFolder = "helm-chart-v3s/";

    // Of no use to look at more: a chart of this size is no chart.
    private const int MostBytes = 16 * 1024 * 1024;
    private const int MostBytesOfOne = 1024 * 1024;
    private const int MostDependencies = 500;

    private readonly List<(string Folder, YamlMapping Content)> _metadata = [];
    private readonly ChartArchive _archives = new(limits, findings);
    private readonly HashSet<(string Folder, string Name)> _inner = [];
    private int _bytes;

    public List<ChartMark> Marks { get; } = [];

    /// <summary>The files that something was seen in.</summary>
    public List<SourceText> Texts { get; } = [];

    /// <summary>How many bytes of a file are looked at; 0 for none.</summary>
    public int MostBytesOf(string path) =>
        RoleOf(path) switch
        {
            null => 0,
            Role.PackedChart => ChartArchive.MostBytes,
            _ => _bytes < MostBytes ? MostBytesOfOne : 0,
        };

    /// <summary>Looks at a file. Too large or not UTF-8: nothing is told, as it is Helm's to judge.</summary>
    public void Take(string path, string display, byte[] bytes) => Take(path, display, bytes, 0);

    private void Take(string path, string display, byte[] bytes, int depth)
    {
        if (RoleOf(path) == Role.PackedChart)
        {
            // LCM takes any file of the KDU's name for its chart; what is no archive is none of Helm's.
            if (path.EndsWith(".tgz", StringComparison.Ordinal) || FileMagic.IsGzip(bytes))
                _archives.Read(path, display, bytes, depth + 1, (inner, shown, read) => TakePacked(inner, shown, read, depth + 1));
            return;
        }

        _bytes += bytes.Length;
        if (bytes.Length > MostBytesOfOne || SourceText.Decode(display, bytes, limits.Yaml, new FindingList()) is not { } source)
            return;
        var before = Marks.Count;
        switch (RoleOf(path))
        {
            case Role.Metadata:
                TakeMetadata(path[..^"/Chart.yaml".Length], source);
                break;
            case Role.Values:
                ChartLines.Scan(source, isTemplate: false, Marks);
                TakeValues(source);
                break;
            case Role.Template:
                ChartLines.Scan(source, isTemplate: true, Marks);
                break;
        }

        if (Marks.Count > before || RoleOf(path) == Role.Metadata)
            Texts.Add(source);
    }

    private void TakePacked(string path, string display, Func<int, byte[]> read, int depth)
    {
        // A chart's folder counts by its name, also where its Chart.yaml cannot be read.
        if (InnerChart(path) is var (folder, within) && within.IndexOf('/') is > 0 and var end)
            _inner.Add((folder, within[..end]));
        if (MostBytesOf(path) is > 0 and var most)
            Take(path, display, read(most), depth);
    }

    /// <summary>What can be told only when all files are known.</summary>
    public void Finish(Package package)
    {
        // Not all were looked at: what a chart lacks may be among the others.
        if (_bytes >= MostBytes)
            return;
        foreach (var (folder, content) in _metadata)
        {
            if (_archives.IsUnfinished(folder))
                continue;
            foreach (var dependency in content.Items("dependencies").Take(MostDependencies))
            {
                if (dependency.Text("name") is { } name && !HasChart(package, folder, name.Value))
                {
                    findings.Add(
                        RuleCatalogue.ChartDependency, name.Position,
                        $"the chart depends on '{name.Value}', which is not in {folder}/charts: OSM's helm install fails on that",
                        "run 'helm dependency update' before packing, or remove the dependency");
                }
            }
        }
    }

    private void TakeMetadata(string folder, SourceText source)
    {
        var own = new FindingList();
        if (YamlReader.Read(source, limits.Yaml, own) is not YamlMapping content)
        {
            var place = own.ToSorted() is [var first, ..] ? first.Position : SourcePosition.WholeFile(source.File);
            findings.Add(
                RuleCatalogue.ChartWithoutMetadata, place,
                "this Chart.yaml cannot be read", "write it as YAML, with apiVersion, name and version");
            return;
        }

        _metadata.Add((folder, content));
        if (InnerChart(folder) is var (outer, _) && content.Text("name") is { } name)
            _inner.Add((outer, name.Value));
        foreach (var key in new[] { "apiVersion", "name", "version" })
        {
            if (content.Text(key) is null)
                findings.Add(
                    RuleCatalogue.ChartWithoutMetadata, content.Position,
                    $"this Chart.yaml has no '{key}', and Helm refuses the chart", $"add '{key}: ...'");
        }
    }

    private void TakeValues(SourceText source)
    {
        if (!source.Text.Contains("l2sm", StringComparison.Ordinal)
            || (YamlReader.Read(source, limits.Yaml, new FindingList()) as YamlMapping)?.Mapping("global") is not { } global
            || !global.TryGet("l2sm", out var ours))
        {
            return;
        }

        if (ours.Value is not YamlMapping content)
        {
            Clash(ours, "a mapping with nsName and networks");
            return;
        }

        if (content.TryGet("networks", out var networks) && networks.Value is not (YamlMapping or YamlScalar { IsNull: true }))
            Clash(networks, "a mapping from a net's id to its network");
        if (content.TryGet("nsName", out var name) && name.Value is not YamlScalar)
            Clash(name, "the NS's name");
    }

    private void Clash(YamlEntry entry, string wanted) =>
        findings.Add(
            RuleCatalogue.ChartValueClash, entry.Key.Position,
            $"'{entry.Key.Value}' is {NodeWords.Of(entry.Value)}, and a patched chart reads {wanted} there",
            "call the chart's own value otherwise");

    // By its folder, or, under whatever folder or archive, by the name that it gives itself.
    private bool HasChart(Package package, string folder, string name) => package.HasFolder($"{folder}/charts/{name}") || _inner.Contains((folder, name));

    // A path within the charts folder of a chart: the folder of that chart, and what follows.
    private static (string Outer, string Within)? InnerChart(string path) =>
        path.LastIndexOf("/charts/", StringComparison.Ordinal) is >= 0 and var at ? (path[..at], path[(at + "/charts/".Length)..]) : null;

    private static Role? RoleOf(string path)
    {
        if (!path.StartsWith(ChartFolder, StringComparison.Ordinal) && !path.StartsWith("Scripts/" + ChartFolder, StringComparison.Ordinal))
            return null;
        if (IsPackedChart(path))
            return Role.PackedChart;
        if (path.EndsWith("/Chart.yaml", StringComparison.Ordinal))
            return Role.Metadata;
        if (path.EndsWith("/values.yaml", StringComparison.Ordinal))
            return Role.Values;
        // What this program itself puts into charts, and pods that only 'helm test' makes, are not judged.
        return path.Contains("/templates/", StringComparison.Ordinal) && !path.Contains("/templates/tests/", StringComparison.Ordinal)
            && !Path.GetFileName(path).Contains("l2sm", StringComparison.Ordinal)
            && Path.GetExtension(path) is ".yaml" or ".yml" or ".tpl"
            ? Role.Template
            : null;
    }

    // A file in the folder of charts is a chart or nothing, whatever its name: LCM looks for the KDU's helm-chart, to the letter.
    private static bool IsPackedChart(string path)
    {
        var folder = path.AsSpan(0, path.LastIndexOf('/'));
        return folder is "helm-chart-v3s" or "Scripts/helm-chart-v3s"
            || (folder.EndsWith("/charts", StringComparison.Ordinal) && path.EndsWith(".tgz", StringComparison.Ordinal));
    }

    private enum Role
    {
        PackedChart,
        Metadata,
        Values,
        Template,
    }
}
