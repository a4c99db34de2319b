using System.Buffers;
using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Packaging;

/// <summary>Looks at the lines of a chart's templates and values. Templates are no YAML before Helm has rendered them, so that lines are all there is.</summary>
internal static class ChartLines
{
    private const string MultusKey = "k8s.v1.cni.cncf.io/networks";

    // How the named templates begin that patching puts into a chart.
    private const string HelperOfOurs = "define \"l2sm.";

    // Those that hold what patching wrapped.
    private const string BodyOfOurs = "define \"l2sm.body:";

    private static readonly SearchValues<string> Telling =
        SearchValues.Create([MultusKey, "hostNetwork:", "privileged:", "image:", "tag:", HelperOfOurs], StringComparison.Ordinal);

    private static readonly string[] MovingTags = ["latest", "master", "main", "develop", "dev", "edge", "nightly", "snapshot"];

    /// <summary>The lines that matter.</summary>
    /// <param name="source">A template or a values file.</param>
    /// <param name="isTemplate">Whether Helm renders it.</param>
    /// <param name="marks">Takes them.</param>
    public static void Scan(SourceText source, bool isTemplate, ICollection<ChartMark> marks)
    {
        if (!source.Text.AsSpan().ContainsAny(Telling))
            return;
        var number = 0;
        foreach (var line in source.Text.AsSpan().EnumerateLines())
        {
            number++;
            var start = line.IndexOfAnyExcept(" \t-\"'");
            if (start < 0 || line[start] == '#' || !line.ContainsAny(Telling))
                continue;
            if (KindOf(line[start..], isTemplate) is { } kind)
                marks.Add(new ChartMark(kind, new SourcePosition(source.File, number, start + 1), line[start..].TrimEnd().ToString()));
        }
    }

    private static ChartMarkKind? KindOf(ReadOnlySpan<char> line, bool isTemplate)
    {
        if (line.StartsWith(MultusKey) && line[MultusKey.Length..].TrimStart("\"' ").StartsWith(":"))
            return ChartMarkKind.MultusAnnotation;
        if (isTemplate && line.StartsWith("{{") && line.TrimStart("{- ") is var action
            && action.StartsWith(HelperOfOurs) && !action.StartsWith(BodyOfOurs))
            return ChartMarkKind.HelperOfOurs;
        if (ValueOf(line, "hostNetwork:") is "true")
            return ChartMarkKind.HostNetwork;
        if (ValueOf(line, "privileged:") is "true")
            return ChartMarkKind.PrivilegedPod;
        if (Array.IndexOf(MovingTags, ValueOf(line, "tag:").ToString()) >= 0)
            return ChartMarkKind.MutableImage;
        var image = ValueOf(line, "image:");
        return image.Length > 0 && !image.Contains("{{", StringComparison.Ordinal) && IsMoving(image, isTemplate) ? ChartMarkKind.MutableImage : null;
    }

    // In values the tag often stands beside the image.
    private static bool IsMoving(ReadOnlySpan<char> image, bool isTemplate)
    {
        if (image[0] is '{' or '&' or '*' or '|' or '>' || image.Contains('@'))
            return false;
        var tag = image[(image.LastIndexOf('/') + 1)..];
        var colon = tag.IndexOf(':');
        return colon < 0 ? isTemplate : Array.IndexOf(MovingTags, tag[(colon + 1)..].ToString()) >= 0;
    }

    private static ReadOnlySpan<char> ValueOf(ReadOnlySpan<char> line, string key)
    {
        if (!line.StartsWith(key))
            return default;
        var value = line[key.Length..];
        var comment = value.IndexOf(" #");
        return (comment < 0 ? value : value[..comment]).Trim(" \t\"'");
    }
}
