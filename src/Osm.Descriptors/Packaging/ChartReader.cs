using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Packaging;

/// <summary>Looks into the charts of a package while its files pass by: their metadata, values and templates.</summary>
internal sealed class ChartReader(YamlLimits limits, FindingList findings)
{
    private const string ChartFolder = "helm-chart-v3s/";

    // Of no use to look at more: a chart of this size is no chart.
    private const int MostBytes = 16 * 1024 * 1024;
    private const int MostBytesOfOne = 1024 * 1024;
    private const int MostDependencies = 500;

    private readonly List<(string Folder, YamlMapping Content)> _metadata = [];
    private int _bytes;

    public List<ChartMark> Marks { get; } = [];

    /// <summary>The files that something was seen in.</summary>
    public List<SourceText> Texts { get; } = [];

    /// <summary>Whether a file is one to be looked at.</summary>
    public bool Wants(string path) => _bytes < MostBytes && RoleOf(path) is not null;

    /// <summary>How many bytes of one file are looked at.</summary>
    public static int MostBytesOfFile => MostBytesOfOne;

    /// <summary>Looks at a file. Too large or not UTF-8: nothing is told, as it is Helm's to judge.</summary>
    public void Take(string path, string display, ReadOnlySpan<byte> bytes)
    {
        _bytes += bytes.Length;
        if (bytes.Length > MostBytesOfOne || SourceText.Decode(display, bytes, limits, new FindingList()) is not { } source)
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

    /// <summary>What can be told only when all files are known.</summary>
    public void Finish(Package package)
    {
        foreach (var (folder, content) in _metadata)
        {
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
        if (YamlReader.Read(source, limits, own) is not YamlMapping content)
        {
            var place = own.ToSorted() is [var first, ..] ? first.Position : SourcePosition.WholeFile(source.File);
            findings.Add(
                RuleCatalogue.ChartWithoutMetadata, place,
                "this Chart.yaml cannot be read", "write it as YAML, with apiVersion, name and version");
            return;
        }

        _metadata.Add((folder, content));
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
            || (YamlReader.Read(source, limits, new FindingList()) as YamlMapping)?.Mapping("global") is not { } global
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

    // By its folder or archive, or, under whatever folder, by the name that it gives itself.
    private bool HasChart(Package package, string folder, string name) =>
        package.HasFolder($"{folder}/charts/{name}")
        || package.FilesBelow($"{folder}/charts").Any(
            file => file.EndsWith(".tgz", StringComparison.Ordinal) && file.AsSpan(folder.Length + "/charts/".Length).StartsWith($"{name}-"))
        || _metadata.Any(other => other.Folder.StartsWith($"{folder}/charts/", StringComparison.Ordinal) && other.Content.Text("name")?.Value == name);

    private static Role? RoleOf(string path)
    {
        if (!path.StartsWith(ChartFolder, StringComparison.Ordinal) && !path.StartsWith("Scripts/" + ChartFolder, StringComparison.Ordinal))
            return null;
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

    private enum Role
    {
        Metadata,
        Values,
        Template,
    }
}
