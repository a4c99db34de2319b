using System.Collections.Immutable;

namespace Osm.Descriptors.Rewriting.Charts.Templates;

/// <summary>What a line of a template is.</summary>
internal enum LineKind
{
    /// <summary>Nothing, or a comment of YAML.</summary>
    Empty,

    /// <summary>Actions and nothing else, or a part of one that spans lines.</summary>
    Actions,

    /// <summary>Anything else.</summary>
    Content,
}

/// <summary>A line of a template.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Start">Of the line.</param>
/// <param name="End">After its line end.</param>
/// <param name="Indent">Blanks before its first other character.</param>
/// <param name="Nest">The block that it begins in; see <see cref="TemplateText.Nests"/>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Key">The key that it begins with, quotes undone; null where it does not begin with one that is written out.</param>
/// <param name="Value">What stands after the key, without blanks around and without a comment of YAML; actions are in it. Empty without key.</param>
internal sealed record TemplateLine(int Number, int Start, int End, int Indent, int Nest, LineKind Kind, string? Key, string Value)
{
    /// <summary>Whether a document begins here.</summary>
    public bool IsSeparator { get; private init; }

    /// <summary>Whether nothing of the document stands in this line.</summary>
    public bool IsBareSeparator { get; private init; }

    /// <summary>The lines of a text.</summary>
    public static ImmutableArray<TemplateLine> Of(TemplateText template)
    {
        var text = template.Text;
        var lines = ImmutableArray.CreateBuilder<TemplateLine>();
        var next = 0;
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var found ? found + 1 : text.Length;
            while (next < template.Actions.Length && template.Actions[next].End <= start)
                next++;
            var nest = next == 0 ? 0 : template.Nests[next - 1];
            lines.Add(One(template, lines.Count + 1, start, end, nest, next));
            start = end;
        }

        return lines.ToImmutable();
    }

    /// <summary>A key at its beginning, as YAML has it, with what is after its colon.</summary>
    public static (string Key, string Value)? KeyOf(ReadOnlySpan<char> content)
    {
        var quote = content is ['"' or '\'', ..] ? content[0] : '\0';
        var at = quote == 0 ? 0 : 1;
        while (at < content.Length && (char.IsAsciiLetterOrDigit(content[at]) || content[at] is '_' or '.' or '/' or '-'))
            at++;
        var key = content[(quote == 0 ? 0 : 1)..at];
        if (quote != 0 && (at == content.Length || content[at++] != quote))
            return null;
        var rest = content[at..].TrimStart(" \t");
        if (key.IsEmpty || rest is not [':', ..] || (rest.Length > 1 && !TemplateAction.IsSpace(rest[1])))
            return null;
        var value = rest[1..].Trim(" \t\r\n");
        if (value is ['#', ..])
            value = "";
        else if (value is ['"' or '\'', ..] && value[1..].IndexOf(value[0]) is >= 0 and var close && value[(close + 2)..].TrimStart(" \t") is ['#', ..])
            value = value[..(close + 2)];
        else if (value.IndexOf(" #") is >= 0 and var comment && value.IndexOfAny("\"'") < 0)
            value = value[..comment].TrimEnd(" \t");
        return (key.ToString(), value.ToString());
    }

    private static TemplateLine One(TemplateText template, int number, int start, int end, int nest, int next)
    {
        var text = template.Text.AsSpan(start, end - start);
        var content = text.Trim(" \t\r\n");
        var indent = text.Length - text.TrimStart(" ").Length;
        var isInside = next < template.Actions.Length && template.Actions[next].Start < start;
        if (isInside || IsOnlyActions(template, start, end, next))
            return new TemplateLine(number, start, end, indent, nest, LineKind.Actions, null, "");
        if (content.IsEmpty || content[0] == '#')
            return new TemplateLine(number, start, end, indent, nest, LineKind.Empty, null, "");
        var key = KeyOf(content);
        return new TemplateLine(number, start, end, indent, nest, LineKind.Content, key?.Key, key?.Value ?? "")
        {
            IsSeparator = text.StartsWith("---"),
            IsBareSeparator = text.StartsWith("---") && content[3..].TrimStart(" \t") is [] or ['#', ..],
        };
    }

    private static bool IsOnlyActions(TemplateText template, int start, int end, int next)
    {
        var at = start;
        var any = false;
        for (; next < template.Actions.Length && template.Actions[next].Start < end; next++)
        {
            if (!template.Text.AsSpan(at, template.Actions[next].Start - at).Trim(" \t\r\n").IsEmpty)
                return false;
            at = template.Actions[next].End;
            any = true;
        }

        return any && (at >= end || template.Text.AsSpan(at, end - at).Trim(" \t\r\n").IsEmpty);
    }
}
