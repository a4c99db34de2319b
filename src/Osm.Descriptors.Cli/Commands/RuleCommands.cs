using Osm.Descriptors.Cli.Reports;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Commands;

/// <summary><c>--list-rules</c> and <c>--explain</c>.</summary>
internal static class RuleCommands
{
    public static int List(string format, TextWriter output)
    {
        if (format == "json")
        {
            JsonText.Write(output, json =>
            {
                json.WriteStartObject();
                json.Objects("rules", RuleCatalogue.All, rule =>
                {
                    json.WriteString("id", rule.Id);
                    json.WriteString("severity", Wording.Of(rule.Severity));
                    json.WriteString("releases", Releases(rule));
                    json.WriteString("title", rule.Title);
                });
                json.WriteEndObject();
            });
            return ExitCode.Fine;
        }

        foreach (var rule in RuleCatalogue.All)
            output.WriteLine($"{rule.Id,-8} {Wording.Of(rule.Severity),-8} {Releases(rule),-6} {rule.Title}");
        return ExitCode.Fine;
    }

    public static int Explain(string id, TextWriter output, TextWriter error)
    {
        if (RuleCatalogue.Find(id.ToUpperInvariant()) is not { } rule)
        {
            error.WriteLine($"osm-l2sm: there is no rule '{Wording.OneLine(id)}'; --list-rules lists them.");
            return ExitCode.Usage;
        }

        if (RulePages.Find(rule.Id) is { } page)
            output.WriteLine(page.TrimEnd());
        else
            output.WriteLine($"# {rule.Id}: {rule.Title}\n\nSeverity: {Wording.Of(rule.Severity)}. OSM releases: {Releases(rule)}.");
        return ExitCode.Fine;
    }

    private static string Releases(Rule rule)
    {
        var (first, last) = (rule.Releases.First, rule.Releases.Last);
        if (rule.Releases == OsmReleases.All)
            return "all";
        return last == int.MaxValue ? $"{first}-" : first == OsmReleases.Oldest ? $"-{last}" : $"{first}-{last}";
    }
}
