using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>Words that several reports share.</summary>
internal static class Wording
{
    public static string Of(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    public static string Counted(int count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";

    /// <summary>How many of what, in how many descriptors: the last line of a report.</summary>
    public static string Summary(Report report)
    {
        var validation = report.Validation;
        var text = $"{Counted(validation.Packages, "descriptor")}: {Counted(validation.Count(Severity.Error), "error")}, "
            + $"{Counted(validation.Count(Severity.Warning), "warning")}, {Counted(validation.Count(Severity.Note), "note")}";
        if (!validation.Suppressed.IsEmpty)
            text += $", {validation.Suppressed.Length} suppressed";
        return report.Fixable == 0 ? text : $"{text}; --fix mends {report.Fixable}";
    }

    /// <summary>Messages quote the input: nothing of it may break the line or steer a terminal.</summary>
    public static string OneLine(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)) : text;
}
