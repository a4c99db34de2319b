using System.Collections.Immutable;

namespace Osm.Descriptors.Rewriting.Charts.Templates;

/// <summary>A document of a template, as far as it is written out.</summary>
/// <param name="Template">The template.</param>
/// <param name="Lines">Its lines, those of named templates left out.</param>
internal sealed record TemplateDocument(TemplateText Template, ImmutableArray<TemplateLine> Lines)
{
    private readonly TemplateLine[] _kinds = KindsOf(Lines);

    /// <summary>Its text.</summary>
    public string Text { get; } = string.Concat(Lines.Select(line => Template.Text[line.Start..line.End]));

    /// <summary>The line of its kind; null where none is written or several are, for one of which rendering decides.</summary>
    public TemplateLine? KindLine => _kinds is [var only] ? only : null;

    /// <summary>Whether it has a kind.</summary>
    public bool HasKind => _kinds.Length > 0;

    /// <summary>Its kind as written; one that makes pods, where there are several; empty where there is none.</summary>
    public string Kind => _kinds.Select(line => Unquoted(line.Value)).OrderBy(kind => WorkloadKinds.MayBe(kind) ? 0 : 1).FirstOrDefault("");

    /// <summary>Its <c>apiVersion</c> as written; several where rendering decides; none where it is not.</summary>
    public IEnumerable<string> ApiVersions =>
        HasKind ? Lines.Where(line => line.Key == "apiVersion" && line.Indent == RootIndent).Select(line => Unquoted(line.Value)) : [];

    /// <summary>Whether its API is certainly none of Kubernetes' own.</summary>
    public bool IsOfOthers => ApiVersions.Any() && !ApiVersions.Any(WorkloadKinds.MayBeOfKubernetes);

    /// <summary>Whether a pod template is written out where a Deployment has it.</summary>
    public bool HasPodTemplate => KindLine is not null && Find("spec", "template", "spec", "containers") is not null;

    /// <summary>The line that stands for it in a report, from 1.</summary>
    public int Line => _kinds.FirstOrDefault()?.Number ?? Lines.First(line => line.Kind != LineKind.Empty && !line.IsBareSeparator).Number;

    /// <summary>Its name as written; empty where it is not.</summary>
    public string Name
    {
        get
        {
            var metadata = HasKind ? IndexOf(0, Lines.Length, "metadata", RootIndent) : -1;
            if (metadata < 0)
                return "";
            var end = EndOf(metadata);
            return Lines[metadata..end].FirstOrDefault(line => line.Key == "name" && line.Indent > Lines[metadata].Indent) is { } name
                ? Unquoted(name.Value)
                : "";
        }
    }

    /// <summary>Its component as written in a label; empty where it is not.</summary>
    public string Component => Unquoted(Lines.FirstOrDefault(line => line.Key == "app.kubernetes.io/component")?.Value ?? "");

    private int RootIndent => _kinds[0].Indent;

    /// <summary>The documents of a template, those without content left out.</summary>
    public static ImmutableArray<TemplateDocument> Of(TemplateText template)
    {
        var documents = ImmutableArray.CreateBuilder<TemplateDocument>();
        var lines = ImmutableArray.CreateBuilder<TemplateLine>();
        foreach (var line in TemplateLine.Of(template))
        {
            if (line.IsSeparator)
                Add();
            if (!template.IsInDefinition(line.Start))
                lines.Add(line);
        }

        Add();
        return documents.ToImmutable();

        void Add()
        {
            if (lines.Any(line => line.Kind != LineKind.Empty && !line.IsBareSeparator && !line.Value.StartsWith("{{/*", StringComparison.Ordinal)))
                documents.Add(new TemplateDocument(template, lines.ToImmutable()));
            lines.Clear();
        }
    }

    /// <summary>The lines of a key of the whole document's nest: the index of its line and of the one after its last.</summary>
    /// <param name="path">Keys from the outermost in.</param>
    /// <returns>Null if one is not written out there.</returns>
    public (int Start, int End)? Find(params ReadOnlySpan<string> path)
    {
        var (start, end) = (0, Lines.Length);
        var indent = RootIndent;
        for (var level = 0; level < path.Length; level++)
        {
            var found = IndexOf(start, end, path[level], indent);
            if (found < 0 || Lines[found].Nest != KindLine!.Nest)
                return null;
            (start, end) = (found + 1, EndOf(found));
            indent = Lines[start..end].FirstOrDefault(line => line.Kind == LineKind.Content)?.Indent ?? int.MaxValue;
        }

        return (start - 1, end);
    }

    private int IndexOf(int start, int end, string key, int indent)
    {
        for (var at = start; at < end; at++)
        {
            if (Lines[at].Key == key && Lines[at].Indent == indent)
                return at;
        }

        return -1;
    }

    // Up to the next content that stands no deeper.
    private int EndOf(int key)
    {
        var end = key + 1;
        while (end < Lines.Length && (Lines[end].Kind != LineKind.Content || Lines[end].Indent > Lines[key].Indent))
            end++;
        return end;
    }

    private static TemplateLine[] KindsOf(ImmutableArray<TemplateLine> lines)
    {
        var root = lines.FirstOrDefault(line => line.Key is "apiVersion" or "kind" or "metadata");
        return root is null ? [] : [.. lines.Where(line => line.Key == "kind" && line.Indent == root.Indent)];
    }

    // Of a value of YAML or JSON, with a tag or an anchor before it.
    private static string Unquoted(string value)
    {
        while (value is ['!' or '&', ..] && value.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end)
            value = value[end..].TrimStart();
        value = value.TrimEnd(',', ' ');
        return value is ['"' or '\'', .., '"' or '\''] ? value[1..^1] : value;
    }
}
