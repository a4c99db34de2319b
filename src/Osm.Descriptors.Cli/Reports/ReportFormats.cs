using System.Collections.Frozen;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>The formats, by the names that <c>--format</c> and <c>--output</c> take.</summary>
internal static class ReportFormats
{
    public static FrozenDictionary<string, Action<Report, TextWriter>> All { get; } = new Dictionary<string, Action<Report, TextWriter>>
    {
        ["human"] = HumanReport.Write,
        ["json"] = JsonReport.Write,
        ["sarif"] = SarifReport.Write,
        ["junit"] = JunitReport.Write,
        ["github"] = GithubReport.Write,
        ["gitlab"] = GitlabReport.Write,
    }.ToFrozenDictionary();

    public static string[] Names { get; } = ["human", "json", "sarif", "junit", "github", "gitlab"];
}
