namespace Osm.Descriptors.Validation;

/// <summary>What is written about each rule: the pages of <c>docs/rules/</c>, which travel within the library.</summary>
public static class RulePages
{
    /// <summary>The page of a rule, as Markdown; null where there is none.</summary>
    public static string? Find(string ruleId)
    {
        using var stream = typeof(RulePages).Assembly.GetManifestResourceStream($"rules/{ruleId}.md");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>What the rules with an id like this have in common, in one or two words.</summary>
    public static string FamilyOf(string ruleId)
    {
        ArgumentNullException.ThrowIfNull(ruleId);
        return ruleId[..Math.Max(ruleId.AsSpan().IndexOfAnyInRange('0', '9'), 0)] switch
        {
            "OSM" => "onboarding",
            "NS" => "network service",
            "NET" => "networking",
            "PKG" => "package",
            _ => "advice",
        };
    }
}
