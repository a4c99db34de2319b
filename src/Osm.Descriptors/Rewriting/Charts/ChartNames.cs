using System.Globalization;
using System.Text;
using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Rewriting.Charts;

/// <summary>What a chart and the charts in it are called when they run: by an alias, where the chart around them gives one.</summary>
internal sealed class ChartNames
{
    private readonly Dictionary<string, IReadOnlyList<string>> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, YamlMapping?> _values = new(StringComparer.Ordinal);

    private readonly HashSet<string> _libraries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _importing = new(StringComparer.Ordinal);

    public ChartNames(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        var metadata = new SortedDictionary<string, YamlMapping>(StringComparer.Ordinal);
        foreach (var (path, bytes) in files)
        {
            var (chart, file) = ChartPath.Split(path);
            if (chart is null)
                continue;
            if (file == "Chart.yaml" && Read(path, bytes) is { } content)
                metadata[chart] = content;
            else if (file == "values.yaml" && HasContent(bytes))
                _values[chart] = Read(path, bytes);
        }

        foreach (var (chart, content) in metadata)
        {
            var name = content.Text("name")?.Value ?? "";
            _names[chart] = [name];
            if (content.Text("type")?.Value == "library")
                _libraries.Add(chart);
            var older = files.TryGetValue(chart + "requirements.yaml", out var listed) ? Read("requirements.yaml", listed) : null;
            if (content.Items("dependencies").Concat(older?.Items("dependencies") ?? []).Any(dependency => dependency.TryGet("import-values", out _)))
                _importing.Add(chart);
            if (chart.Length == 0 || !metadata.TryGetValue(ChartPath.ParentOf(chart), out var parent))
                continue;
            var requirements = files.TryGetValue(ChartPath.ParentOf(chart) + "requirements.yaml", out var bytes) ? Read("requirements.yaml", bytes) : null;
            var aliases = parent.Items("dependencies").Concat(requirements?.Items("dependencies") ?? [])
                .Where(dependency => dependency.Text("name")?.Value == name)
                .Select(dependency => dependency.Text("alias")?.Value ?? name)
                .Distinct(StringComparer.Ordinal)
                .ToArray();
            if (aliases.Length > 0)
                _names[chart] = aliases;
        }
    }

    /// <summary>The names under which a chart runs; one that several aliases stand for has all of these.</summary>
    /// <param name="chart">Its folder with a '/' after it, empty for the outermost.</param>
    public IReadOnlyList<string> Of(string chart) => _names.TryGetValue(chart, out var names) ? names : [];

    /// <summary>Whether a chart is a library: Helm takes its named templates and renders nothing of it.</summary>
    public bool IsLibrary(string chart) => _libraries.Contains(chart);

    /// <summary>The default of a value, by its path in <c>.Values</c>; null where there is none, or a list or a mapping.</summary>
    public string? DefaultOf(string chart, string path)
    {
        YamlNode? node = _values.GetValueOrDefault(chart);
        foreach (var key in path.Split('.'))
            node = node is YamlMapping mapping && mapping.TryGet(key, out var entry) ? entry.Value : null;
        return (node as YamlScalar)?.Value;
    }

    /// <summary>The paths in <c>.Values</c> of the mappings whose defaults hold a list for Multus, as the chart itself or one around it sets them.</summary>
    public IEnumerable<string> MultusValuesOf(string chart)
    {
        foreach (var path in MultusValues(_values.GetValueOrDefault(chart), ""))
            yield return path;
        if (chart.Length == 0)
            yield break;
        foreach (var path in MultusValuesOf(ChartPath.ParentOf(chart)))
        {
            foreach (var own in Of(chart).Where(own => path.StartsWith(own + ".", StringComparison.Ordinal)))
                yield return path[(own.Length + 1)..];
        }
    }

    /// <summary>Whether the default of a value is true to a template: not false, 0 nor empty, nor absent.</summary>
    /// <param name="chart">The chart's folder.</param>
    /// <param name="path">The value's path in the <c>.Values</c> of the chart.</param>
    /// <returns>Null where the defaults cannot be read, or where the chart runs under several names and they differ.</returns>
    public bool? TruthOfDefault(string chart, string path)
    {
        if (!CanRead(chart))
            return null;
        var truths = DefaultsOf(chart, path).Select(IsTrue).Distinct().ToArray();
        return truths is [var only] ? only : null;
    }

    /// <summary>The default of a value that is a whole number, the lowest where the chart runs under several names; null where one is none.</summary>
    /// <param name="chart">The chart's folder.</param>
    /// <param name="path">The value's path in the <c>.Values</c> of the chart.</param>
    public int? NumberOfDefault(string chart, string path)
    {
        var numbers = DefaultsOf(chart, path)
            .Select(node => node is YamlScalar scalar && int.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null)
            .ToArray();
        return numbers.Contains(null) ? null : numbers.Min();
    }

    private static bool IsTrue(YamlNode? node) =>
        node switch
        {
            YamlScalar scalar => !scalar.IsNull && scalar.Value.Length > 0 && !(scalar.IsPlain && IsFalse(scalar.Value)),
            YamlMapping mapping => mapping.Entries.Length > 0,
            YamlSequence sequence => sequence.Items.Length > 0,
            _ => false,
        };

    // Once for each name under which the chart runs: what the outermost chart that says something says, global values first; null where none does.
    private IEnumerable<YamlNode?> DefaultsOf(string chart, string path)
    {
        YamlNode? own = _values.GetValueOrDefault(chart);
        foreach (var key in path.Split('.'))
            own = own is YamlMapping mapping && mapping.TryGet(key, out var entry) ? entry.Value : null;
        if (chart.Length == 0)
            return [own];
        var parent = ChartPath.ParentOf(chart);
        YamlNode?[] shared = path.StartsWith("global.", StringComparison.Ordinal) ? [.. DefaultsOf(parent, path)] : [null];
        return Of(chart).SelectMany(name => DefaultsOf(parent, $"{name}.{path}")).SelectMany(above => shared.Select(global => global ?? above ?? own));
    }

    // Its own and those around it; a chart that imports values has more than are written.
    private bool CanRead(string chart) =>
        !_importing.Contains(chart) && (!_values.TryGetValue(chart, out var values) || values is not null) && (chart.Length == 0 || CanRead(ChartPath.ParentOf(chart)));

    // YAML 1.1, which Helm reads.
    private static bool IsFalse(string value) => value.ToLowerInvariant() is "false" or "no" or "off" or "n" or "0";

    private static IEnumerable<string> MultusValues(YamlNode? node, string path)
    {
        if (node is not YamlMapping mapping)
            yield break;
        foreach (var entry in mapping.Entries)
        {
            if (entry.Key.Value == AnnotationKeys.Multus && path.Length > 0)
                yield return path;
            foreach (var deeper in MultusValues(entry.Value, path.Length == 0 ? entry.Key.Value : $"{path}.{entry.Key.Value}"))
                yield return deeper;
        }
    }

    private static bool HasContent(ReadOnlyMemory<byte> bytes) =>
        Encoding.UTF8.GetString(bytes.Span).Split('\n').Any(line => line.Trim() is { Length: > 0 } text && text[0] != '#' && text != "---");

    // What is wrong with it is told by the checks; a name that cannot be read is none.
    private static YamlMapping? Read(string path, ReadOnlyMemory<byte> bytes)
    {
        var findings = new FindingList();
        return SourceText.Decode(path, bytes.Span, YamlLimits.Default, findings) is { } source
            ? YamlReader.Read(source, YamlLimits.Default, findings) as YamlMapping
            : null;
    }
}
