using System.Text;

namespace Osm.Descriptors.Rewriting.Charts.Templates;

/// <summary>Makes a named template of a template's body and gives what it renders to the chart's helper.</summary>
internal static class TemplateWrapping
{
    /// <summary>The text with its body wrapped; what it renders is the same to the last byte but for what the helper changes.</summary>
    /// <param name="template">The template.</param>
    /// <param name="name">Of the named template; only this one may have it.</param>
    public static string Wrap(TemplateText template, string name)
    {
        var quoted = Quoted(name);
        var text = new StringBuilder(template.Text.Length + 256);
        var body = new StringBuilder(template.Text.Length);
        var at = 0;
        foreach (var definition in template.Definitions)
        {
            // A named template cannot stand in another: it goes before, and the white space that it took away goes still.
            text.Append(template.Text, definition.Start, definition.End - definition.Start).Append('\n');
            body.Append(template.Text, at, definition.Start - at)
                .Append(definition.Opening.TrimsLeft ? "{{- " : "{{")
                .Append("/* osm-l2sm: '").Append(definition.Name.Replace("*/", "", StringComparison.Ordinal)).Append("' was here */")
                .Append(definition.Closing.TrimsRight ? " -}}" : "}}");
            at = definition.End;
        }

        body.Append(template.Text, at, template.Text.Length - at);
        return text
            .Append($"{{{{- define {quoted} ").Append(LosesLeadingSpace(body) ? "-}}\n" : "}}")
            .Append(body)
            .Append("{{ end -}}\n")
            .Append($"{{{{ include \"l2sm.attached\" (dict \"root\" $ \"body\" (include {quoted} $)) -}}}}\n")
            .ToString();
    }

    // A file's name may hold what a string of Go's may not.
    private static string Quoted(string name) =>
        $"\"{string.Concat(name.Select(character => character is '"' or '\\' ? $"\\{character}" : character < ' ' ? $"\\x{(int)character:x2}" : character.ToString()))}\"";

    // Where white space at the body's beginning is rendered, nothing may come between: neither a line end more nor one less.
    private static bool LosesLeadingSpace(StringBuilder body)
    {
        var at = 0;
        while (at < body.Length && TemplateAction.IsSpace(body[at]))
            at++;
        return at == 0 || (at + 3 < body.Length && body[at] == '{' && body[at + 1] == '{' && body[at + 2] == '-' && TemplateAction.IsSpace(body[at + 3]));
    }
}
