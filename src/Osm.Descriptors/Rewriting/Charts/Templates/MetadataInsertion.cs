using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Osm.Descriptors.Rewriting.Charts.Templates;

/// <summary>A line that comes into a template.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Text">With its line end.</param>
internal readonly record struct InsertedLine(int At, string Text);

/// <summary>Finds the place for an annotation and a label in a pod template whose metadata is written out; whatever only rendering tells is no place.</summary>
internal static partial class MetadataInsertion
{
    private static readonly string[] PlainKeys = ["labels", "annotations", "name", "namespace", "creationTimestamp"];

    /// <summary>The lines to insert, for a workload that gets every net of its chart.</summary>
    /// <param name="document">A document with one kind.</param>
    /// <param name="path">The keys to the pod's metadata.</param>
    /// <param name="withLabel">Whether there is a label beside the annotation.</param>
    /// <returns>Null where there is no such place.</returns>
    public static ImmutableArray<InsertedLine>? Of(TemplateDocument document, ReadOnlySpan<string> path, bool withLabel)
    {
        if (document.Find(path) is not var (start, end) || !IsBare(document.Lines[start]) || !HasPlainChildren(document, start, end)
            || document.Template.Text[document.Lines[end - 1].End - 1] != '\n')
        {
            return null;
        }

        var lines = ImmutableArray.CreateBuilder<InsertedLine>();
        if (document.Find([.. path, "annotations"]) is { } annotations)
        {
            if (AnnotationLine(document, annotations) is not { } line)
                return null;
            lines.Add(line);
        }
        else
        {
            lines.Add(After(document, start, "l2sm.annotationsBlock", ChildIndent(document, start, end)));
        }

        if (!withLabel)
            return lines.ToImmutable();
        if (document.Find([.. path, "labels"]) is not { } labels || LabelLine(document, labels) is not { } label)
            return null;
        lines.Add(label);
        return lines.ToImmutable();
    }

    // Only keys that are known and written out, in no block; what is below labels is looked at with them.
    private static bool HasPlainChildren(TemplateDocument document, int start, int end)
    {
        var indent = ChildIndent(document, start, end);
        if (indent < 0)
            return false;
        var key = "";
        for (var at = start + 1; at < end; at++)
        {
            var line = document.Lines[at];
            if (line.Kind == LineKind.Empty)
                continue;
            if (line.Kind == LineKind.Content && line.Indent == indent)
            {
                if (line.Nest != document.KindLine!.Nest || Array.IndexOf(PlainKeys, key = line.Key ?? "") < 0)
                    return false;
            }
            else if (key != "labels" && line.Kind == LineKind.Actions)
            {
                return false;
            }
        }

        var keys = document.Lines[(start + 1)..end].Where(line => line.Indent == indent && line.Key is not null).Select(line => line.Key).ToArray();
        return keys.Length == keys.Distinct().Count();
    }

    private static InsertedLine? AnnotationLine(TemplateDocument document, (int Start, int End) block)
    {
        var indent = ChildIndent(document, block.Start, block.End);
        return IsBare(document.Lines[block.Start]) && indent > document.Lines[block.Start].Indent
            && document.Lines[(block.Start + 1)..block.End].All(
                line => line.Kind == LineKind.Empty || line is { Kind: LineKind.Content, Key: not null } && line.Indent == indent && IsWhole(line.Value))
            ? After(document, block.Start, "l2sm.annotations", indent)
            : null;
    }

    private static InsertedLine? LabelLine(TemplateDocument document, (int Start, int End) block)
    {
        var line = document.Lines[block.Start];
        var children = document.Lines[(block.Start + 1)..block.End];
        if (children.Any(child => child.Key == "l2sm"))
            return null;
        if (line.Value.Length > 0)
        {
            if (NamedBlock().Match(line.Value) is not { Success: true } whole)
                return null;
            var indent = int.Parse(whole.Groups["indent"].ValueSpan, CultureInfo.InvariantCulture);
            return children.All(child => child.Kind == LineKind.Empty || (child.Key is not null && child.Indent == indent && IsWhole(child.Value)))
                ? After(document, block.Start, "l2sm.labels", indent)
                : null;
        }

        if (children.FirstOrDefault(child => child.Kind == LineKind.Content) is { Key: not null } first && first.Indent > line.Indent)
        {
            return children.Any(child => child.Key is not null && child.Nest == line.Nest && child.Indent == first.Indent && IsWhole(child.Value))
                ? After(document, block.Start, "l2sm.labels", first.Indent)
                : null;
        }

        // Labels out of named templates alone: those that the selector has too, so that they are not empty.
        var actions = children.Where(child => child.Kind == LineKind.Actions).ToArray();
        return actions.Length == 1 && actions[0].Nest == line.Nest
            && NamedBlock().Match(document.Template.Text[actions[0].Start..actions[0].End].Trim()) is { Success: true } named
            ? After(document, block.Start, "l2sm.labels", int.Parse(named.Groups["indent"].ValueSpan, CultureInfo.InvariantCulture))
            : null;
    }

    private static bool IsBare(TemplateLine line) => line.Value.Length == 0;

    // A value that ends in its line and is no mapping.
    private static bool IsWhole(string value) =>
        value.Length > 0 && value[0] is not ('{' or '[' or '|' or '>' or '&' or '*' or '!')
            ? (value[0] is not ('"' or '\'') || (value.Length > 1 && value[^1] == value[0]))
            : value.StartsWith("{{", StringComparison.Ordinal) && !value.EndsWith("-}}", StringComparison.Ordinal)
                && (value.Contains("sha256sum", StringComparison.Ordinal) || !(value.Contains("toYaml", StringComparison.Ordinal) || value.Contains("indent", StringComparison.Ordinal)));

    private static int ChildIndent(TemplateDocument document, int start, int end) =>
        document.Lines[(start + 1)..end].FirstOrDefault(line => line.Kind == LineKind.Content)?.Indent ?? -1;

    private static InsertedLine After(TemplateDocument document, int line, string template, int indent)
    {
        var text = document.Template.Text;
        var end = document.Lines[line].End;
        var lineEnd = end >= 2 && text[end - 2] == '\r' ? "\r\n" : "\n";
        return new InsertedLine(end, $"{new string(' ', indent)}{{{{- include \"{template}\" $ | nindent {indent} }}}}{lineEnd}");
    }

    // A named template of labels, which values have no part in.
    [GeneratedRegex("^\\{\\{-?[ \\t]*include[ \\t]+\"[^\"]*[lL]abels[^\"]*\"[ \\t]+[.$][ \\t]*\\|[ \\t]*nindent[ \\t]+(?<indent>[0-9]+)[ \\t]*\\}\\}$", RegexOptions.None, 1000)]
    private static partial Regex NamedBlock();
}
