using Osm.Descriptors.Validation;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Osm.Descriptors.Reading;

/// <summary>Reads one YAML document into nodes that know their place.</summary>
/// <remarks>
/// Whatever the input, the outcome is a document or findings: no exception leaves it, and its cost is bounded by the limits.
/// What OSM's parser (PyYAML) takes is taken, merge keys included.
/// </remarks>
public static class YamlReader
{
    /// <summary>Reads a document.</summary>
    /// <returns>Its root, or null where there is none or it cannot be read: then there is a finding.</returns>
    public static YamlNode? Read(SourceText source, YamlLimits limits, FindingList findings)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(findings);
        if (HasForbiddenCharacter(source, findings))
            return null;
        var scanner = new Scanner(new StringReader(source.Text));
        try
        {
            var parser = new Parser(scanner);
            return ReadStream(parser, new YamlComposer(parser, source.File, limits, findings), source.File, findings);
        }
        catch (YamlRefusedException refused)
        {
            findings.Add(refused.Rule, refused.Position, refused.Message, refused.Cure);
        }
        catch (YamlException broken)
        {
            var place = YamlComposer.PositionOf(source.File, broken.Start);
            if (broken.Message.Contains("tab", StringComparison.Ordinal) && TabInIndentation(source, place.Line) is { } tab)
                findings.Add(RuleCatalogue.YamlSyntax, tab, "a tab in the indentation, which YAML does not allow", "indent with spaces");
            else
                AddSyntaxError(findings, place, broken.InnerException?.Message ?? broken.Message);
        }
        // The parser lets these slip on malformed input: bad escapes, lines in brackets that look like keys.
        catch (Exception broken) when (broken is ArgumentException or InvalidOperationException or FormatException or OverflowException
            or IndexOutOfRangeException or InvalidCastException or NullReferenceException)
        {
            AddSyntaxError(findings, YamlComposer.PositionOf(source.File, scanner.CurrentPosition), $"this is not YAML: {Reason(broken)}");
        }

        return null;
    }

    private static YamlNode? ReadStream(Parser parser, YamlComposer composer, string file, FindingList findings)
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            findings.Add(
                RuleCatalogue.OneDocument, SourcePosition.WholeFile(file), "the file is empty",
                "a descriptor begins with 'vnfd:' or 'nsd:'");
            return null;
        }

        var root = composer.Compose(depth: 1);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
        {
            findings.Add(
                RuleCatalogue.OneDocument, YamlComposer.PositionOf(file, second.Start), "a second YAML document begins here",
                "put each descriptor in a package of its own: OSM reads exactly one");
        }

        return root;
    }

    // The parser names the place where what it was reading begins.
    private static SourcePosition? TabInIndentation(SourceText source, int firstLine)
    {
        var number = 0;
        foreach (var line in source.Text.AsSpan().EnumerateLines())
        {
            number++;
            var indentation = line[..(line.Length - line.TrimStart(" \t").Length)];
            if (number >= firstLine && indentation.IndexOf('\t') is >= 0 and var tab)
                return new SourcePosition(source.File, number, tab + 1);
        }

        return null;
    }

    // What the framework says of its own state helps nobody.
    private static string Reason(Exception broken) =>
        broken is ArgumentOutOfRangeException ? "an escape or a number is out of range" : "a bracket or a quote is not closed, or a colon is out of place";

    private static void AddSyntaxError(FindingList findings, SourcePosition position, string message) =>
        findings.Add(RuleCatalogue.YamlSyntax, position, message, "mend the YAML here or just above; look at indentation, colons and quotes");

    // PyYAML refuses these before it looks at the structure; our parser would not.
    private static bool HasForbiddenCharacter(SourceText source, FindingList findings)
    {
        var line = 1;
        var lineStart = 0;
        for (var index = 0; index < source.Text.Length; index++)
        {
            var character = source.Text[index];
            if (character == '\n')
            {
                line++;
                lineStart = index + 1;
            }
            else if (IsForbidden(character))
            {
                findings.Add(
                    RuleCatalogue.YamlSyntax,
                    new SourcePosition(source.File, line, index - lineStart + 1),
                    $"the control character U+{(int)character:X4} is not allowed in YAML",
                    "remove it");
                return true;
            }
        }

        return false;
    }

    private static bool IsForbidden(char character) =>
        character is (< ' ' and not ('\t' or '\n' or '\r')) or (>= '\u007f' and < '\u00a0' and not '\u0085') or '\ufffe' or '\uffff';
}
