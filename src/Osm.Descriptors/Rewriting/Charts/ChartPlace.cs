using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Osm.Descriptors.Rewriting.Charts.Templates;

namespace Osm.Descriptors.Rewriting.Charts;

/// <summary>A place of a chart that makes pods, or may.</summary>
/// <param name="File">Its path.</param>
/// <param name="Chart">The folder of its chart.</param>
/// <param name="Document">Where it is written.</param>
/// <param name="IsGuess">Whether only rendering tells if it makes any.</param>
internal sealed partial record ChartPlace(string File, string Chart, TemplateDocument Document, bool IsGuess)
{
    /// <summary>The keys to the metadata of its pods.</summary>
    public string[] PodMetadata => [.. PodPath(Document.Kind), "metadata"];

    /// <summary>Why its pods are never attached; null where they may be.</summary>
    public string? Exclusion
    {
        get
        {
            if (Document.IsOfOthers)
                return $"it is of {Document.ApiVersions.First()}: its pods are made by an operator, which may not pass on what their template says; see to it in that operator's own way";
            if (Document.KindLine is not { } kind)
                return null;
            if (IsWritten(kind.Nest, ["metadata", "annotations"], line => line.Key == "helm.sh/hook"))
                return "it is a hook of Helm or a test, and not a part of the network function";
            return IsWritten(kind.Nest, [.. PodPath(Document.Kind), "spec"], line => line is { Key: "hostNetwork", Value: "true" })
                ? "its pods have 'hostNetwork: true': they are on their node's network, and no other is attached to them"
                : null;
        }
    }

    /// <summary>Why its pods cannot get these networks; null where they can, or where only rendering tells.</summary>
    public string? Refusal(AttachmentWishes wishes, IEnumerable<WorkloadWish> mine, NamedTemplates named, ChartNames charts)
    {
        if (mine.FirstOrDefault(wish => wish.Address is not null) is { } addressed && MorePods(charts) is { } pods)
            return $"{pods}, and the address {addressed.Address} is for one: give no address, or let it have one pod";
        if (wishes.Dialect != AnnotationDialect.L2sm)
            return null;

        // Be it on a condition: a chart that does not render with its own values, or may not, is not patched.
        var metadata = PodMetadataText();
        if (!IsListedForMultus(metadata, named, charts) || IsListOff(metadata, named, charts))
            return null;
        if (!wishes.Replacements.IsEmpty)
        {
            // Where nothing is left to rendering, what is not replaced is known.
            if (!metadata.Contains("{{", StringComparison.Ordinal) && MultusNames().Matches(metadata).Select(match => match.Groups["name"].Value)
                .FirstOrDefault(name => wishes.Replacements.All(replacement => replacement.Attachment != name)) is { } left)
            {
                return $"its list for Multus has {left} too, and L2S-M gives a pod with such a list no virtual link: --replace-multus {left}=NET makes one of it, --dialect multus adds to the list";
            }

            return Unportable().Match(metadata) is { Success: true } key
                ? $"its list for Multus has {key.Value}, and {AnnotationKeys.L2sm} has no place for it: take it out, or use --dialect multus"
                : null;
        }

        var names = MultusNames().Matches(Document.Text).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToArray();
        return $"its pods have a list for Multus ({AnnotationKeys.Multus}{(names.Length == 0 ? "" : ": " + string.Join(", ", names))}), and L2S-M gives such a pod no virtual link: "
            + $"--replace-multus {(names.Length == 0 ? "NAME" : names[0])}=NET makes virtual links of it, --dialect multus adds to it";
    }

    /// <summary>What a user should know of a place that is attached; null where there is nothing.</summary>
    public string? Caution(AttachmentWishes wishes, NamedTemplates named, ChartNames charts)
    {
        var metadata = PodMetadataText();
        return wishes.Dialect == AnnotationDialect.L2sm && wishes.Replacements.IsEmpty && IsListedForMultus(metadata, named, charts)
            ? $"it has a list for Multus ({AnnotationKeys.Multus}) that is off by default: with values that turn it on, the chart refuses to render"
            : null;
    }

    /// <summary>The lines that attach it, where its text has a place for them; null where only rendering can tell.</summary>
    public ImmutableArray<InsertedLine>? Lines(AnnotationDialect dialect, NamedTemplates named)
    {
        if (IsGuess || Document.KindLine is null || !WorkloadKinds.Has(Document.Kind) || Document.KindLine.Value.Contains("{{", StringComparison.Ordinal)
            || OnlyRenderingTells().IsMatch(Document.Text) || named.MaySayHostNetworkOrHook(Document.Text) || MayGetHostNetwork())
        {
            return null;
        }

        return MetadataInsertion.Of(Document, PodMetadata, dialect == AnnotationDialect.L2sm);
    }

    private bool IsListedForMultus(string metadata, NamedTemplates named, ChartNames charts) =>
        metadata.Contains(AnnotationKeys.Multus, StringComparison.Ordinal) || IsListedElsewhere(metadata, named, charts);

    private bool IsListedElsewhere(string metadata, NamedTemplates named, ChartNames charts) =>
        named.MayListForMultus(metadata) || charts.MultusValuesOf(Chart).Any(path => Document.Text.Contains($".Values.{path}", StringComparison.Ordinal));

    // Whether the chart's own values turn off each list that is written out here.
    private bool IsListOff(string metadata, NamedTemplates named, ChartNames charts)
    {
        if (IsListedElsewhere(metadata, named, charts))
            return false;
        var text = Document.Template.Text;
        var lists = Document.Lines.Where(line => text.AsSpan(line.Start, line.End - line.Start).Contains(AnnotationKeys.Multus, StringComparison.Ordinal)).ToArray();
        return lists.Length > 0 && Array.TrueForAll(
            lists, line => DefaultConditions.AreFalse(Document.Template, line.Start, path => charts.TruthOfDefault(Chart, path)));
    }

    private static string[] PodPath(string kind) =>
        kind switch
        {
            "Pod" => [],
            "CronJob" => ["spec", "jobTemplate", "spec", "template"],
            _ => ["spec", "template"],
        };

    // Directly below the path: a container's 'hostNetwork' is none.
    private bool IsWritten(int nest, string[] path, Predicate<TemplateLine> what) =>
        Document.Find(path) is var (start, end)
        && Document.Lines[(start + 1)..end].FirstOrDefault(line => line.Kind == LineKind.Content) is { } child
        && Document.Lines[(start + 1)..end].Any(line => line.Nest == nest && line.Indent == child.Indent && what(line));

    // Where its metadata is not written out, all of it.
    private string PodMetadataText() =>
        Document.KindLine is not null && Document.Find(PodMetadata) is var (start, end)
            ? Document.Template.Text[Document.Lines[start].Start..Document.Lines[end - 1].End]
            : Document.Text;

    private string? MorePods(ChartNames charts)
    {
        if (Document.KindLine is not { } kind)
            return null;
        if (Document.Kind == "DaemonSet")
            return "it is a DaemonSet, which has a pod on every node";
        if (Document.Find("spec", "replicas") is not var (start, _) || Document.Lines[start].Nest != kind.Nest)
            return null;
        var value = Document.Lines[start].Value;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var replicas) && replicas > 1)
            return $"it has {replicas} replicas";
        return PlainValue().Match(value) is { Success: true } path && charts.NumberOfDefault(Chart, path.Groups["path"].Value) is > 1 and var most
            ? $"it has {most} replicas by the chart's own values (.Values.{path.Groups["path"].Value})"
            : null;
    }

    // Whether an expression puts something beside the keys of the pod's spec.
    private bool MayGetHostNetwork()
    {
        if (Document.Find([.. PodPath(Document.Kind), "spec"]) is not var (start, end))
            return true;
        var indent = Document.Lines[(start + 1)..end].FirstOrDefault(line => line.Kind == LineKind.Content)?.Indent ?? int.MaxValue;
        return Document.Lines[start..end].Any(
            line => Indented().Match(Document.Template.Text[line.Start..line.End]) is { Success: true } match
                && (!int.TryParse(match.Groups["depth"].ValueSpan, out var depth) || depth <= indent));
    }

    [GeneratedRegex("hostNetwork|helm\\.sh/hook|k8s\\.v1\\.cni\\.cncf\\.io/networks|l2sm/networks", RegexOptions.None, 5000)]
    private static partial Regex OnlyRenderingTells();

    [GeneratedRegex("^\\{\\{-?[ \\t]*(?:int[ \\t]+)?\\$?\\.Values\\.(?<path>[A-Za-z0-9_.]+)[ \\t]*(?:\\|[ \\t]*int[ \\t]*)?-?\\}\\}$", RegexOptions.None, 1000)]
    private static partial Regex PlainValue();

    [GeneratedRegex("\\bn?indent[ \\t]+(?<depth>[0-9]+|[^0-9])", RegexOptions.None, 1000)]
    private static partial Regex Indented();

    [GeneratedRegex("\"(?:gateway|mac|default-route|infiniband-guid|bandwidth|portMappings|cni-args|deviceID)\"", RegexOptions.None, 1000)]
    private static partial Regex Unportable();

    [GeneratedRegex("\"name\"[ \\t]*:[ \\t]*\"(?<name>[^\"{}]+)\"", RegexOptions.None, 5000)]
    private static partial Regex MultusNames();
}
