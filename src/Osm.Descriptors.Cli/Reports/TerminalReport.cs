using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>For a person at a terminal: each finding with its line of the file, a caret below it, and a table that sums up.</summary>
internal sealed class TerminalReport(Report report, TextWriter output, bool colour, int width)
{
    private readonly Dictionary<string, SourceLines> _lines = new(StringComparer.Ordinal);

    public static void Write(Report report, TextWriter output, bool colour, int width) =>
        new TerminalReport(report, output, colour, Math.Max(width, 40)).Write();

    private void Write()
    {
        foreach (var finding in report.Findings)
            WriteFinding(finding);
        if (!report.Findings.IsEmpty)
            WriteTable();
        var worst = report.Findings.IsEmpty ? Green : ColourOf(report.Findings.Max(finding => finding.Severity));
        output.WriteLine(Painted(worst, Wording.Summary(report)));
    }

    private void WriteFinding(Finding finding)
    {
        var mark = ColourOf(finding.Severity);
        output.WriteLine(
            $"{Painted(mark, $"{Wording.Of(finding.Severity)} {finding.RuleId}")} {Painted(Bold, Wording.OneLine(finding.Message))}");
        var gutter = new string(' ', finding.Position.Line.ToString().Length);
        output.WriteLine($"{gutter} {Painted(Blue, "╭─")} {Wording.OneLine(finding.Position.ToString())}");
        WriteLine(finding, mark, gutter);
        foreach (var place in finding.Related)
            output.WriteLine($"{gutter} {Painted(Blue, "│")}  {Wording.OneLine($"{place.Position}: {place.Message}")}");
        output.WriteLine(
            $"{gutter} {Painted(Blue, "╰─")} {Painted(Green, "cure:")} {Wording.OneLine(finding.Cure)}"
            + (finding.Fix is null ? "" : Painted(Dim, " (--fix does it)")));
        output.WriteLine();
    }

    private void WriteLine(Finding finding, string mark, string gutter)
    {
        var place = finding.Position;
        if (place.Line == 0 || LinesOf(place.File) is not { } lines)
            return;
        var text = lines.TextOf(place.Line);
        var from = Math.Clamp(place.Column - 1, 0, text.Length);
        var to = finding.End is { } end && end.Line == place.Line ? Math.Clamp(end.Column - 1, from, text.Length) : text.Length;
        if (finding.End is null)
            to = Math.Min(from + 1, text.Length);

        var window = SourceWindow.Around(text, from, to, width - gutter.Length - 4);
        output.WriteLine($"{Painted(Blue, $"{place.Line} │")} {window.Text}");
        output.WriteLine($"{gutter} {Painted(Blue, "│")} {new string(' ', window.Before)}{Painted(mark, new string('^', Math.Max(window.Marked, 1)))}");
    }

    private SourceLines? LinesOf(string file)
    {
        if (!_lines.TryGetValue(file, out var lines) && report.Validation.Sources.TryGetValue(file, out var source))
            _lines[file] = lines = new SourceLines(source);
        return lines;
    }

    private void WriteTable()
    {
        var rows = report.Findings
            .GroupBy(finding => (finding.RuleId, finding.Severity))
            .OrderByDescending(group => group.Key.Severity).ThenByDescending(group => group.Count()).ThenBy(group => group.Key.RuleId, StringComparer.Ordinal)
            .ToArray();
        foreach (var row in rows)
        {
            output.WriteLine(
                $"{row.Count(),5}  {Painted(ColourOf(row.Key.Severity), $"{Wording.Of(row.Key.Severity),-7} {row.Key.RuleId,-7}")} "
                + $"{RuleCatalogue.Find(row.Key.RuleId)?.Title}");
        }

        output.WriteLine($"       {Painted(Dim, $"more of a rule: osm-l2sm validate --explain {rows[0].Key.RuleId}")}");
        output.WriteLine();
    }

    private const string Bold = "1";
    private const string Dim = "2";
    private const string Green = "32";
    private const string Blue = "34";

    private static string ColourOf(Severity severity) => severity switch
    {
        Severity.Error => "1;31",
        Severity.Warning => "1;33",
        _ => "1;36",
    };

    private string Painted(string code, string text) => colour ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
