using System.Text.Json;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>The tool's part of a SARIF report: who it is, and all its rules.</summary>
internal static class SarifRules
{
    public static int IndexOf(string ruleId) => RuleCatalogue.Find(ruleId) is { } rule ? RuleCatalogue.All.IndexOf(rule) : -1;

    public static void WriteDriver(Utf8JsonWriter json)
    {
        json.WriteString("name", "osm-l2sm");
        json.WriteString("semanticVersion", ProgramVersion.Text);
        json.Objects("rules", RuleCatalogue.All, rule =>
        {
            json.WriteString("id", rule.Id);
            json.Object("shortDescription", () => json.WriteString("text", rule.Title));
            json.Object("fullDescription", () => json.WriteString("text", rule.Title));
            json.Object("help", () =>
            {
                var page = RulePages.Find(rule.Id);
                json.WriteString("text", page ?? rule.Title);
                if (page is not null)
                    json.WriteString("markdown", page);
            });
            json.Object("defaultConfiguration", () => json.WriteString("level", Wording.Of(rule.Severity)));
            json.Object("properties", () =>
            {
                json.WriteStartArray("tags");
                json.WriteStringValue(RulePages.FamilyOf(rule.Id));
                json.WriteEndArray();
            });
        });
    }
}
