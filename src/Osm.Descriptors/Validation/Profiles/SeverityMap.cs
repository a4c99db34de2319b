using System.Collections.Immutable;
using Osm.Descriptors.Validation.Checks;

namespace Osm.Descriptors.Validation.Profiles;

/// <summary>Severities that a user gives to rules, or to families of them such as <c>LINT</c>.</summary>
public sealed record SeverityMap
{
    private static readonly string[] Levels = ["error", "warning", "note", "off"];

    private readonly ImmutableDictionary<string, Severity?> _levels = ImmutableDictionary.Create<string, Severity?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>No rule has another severity than its own.</summary>
    public static SeverityMap Empty { get; } = new();

    private SeverityMap()
    {
    }

    private SeverityMap(ImmutableDictionary<string, Severity?> levels) => _levels = levels;

    /// <summary>With one more, which wins over what was said of the same rule or family before.</summary>
    /// <param name="rule">A rule's id, or the letters that ids of a family begin with.</param>
    /// <param name="level">error, warning, note or off.</param>
    /// <param name="fault">What is wrong with them; null for nothing.</param>
    public SeverityMap With(string rule, string level, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(level);
        fault = RuleFault(rule) ?? (Levels.Contains(level) ? null : $"'{level}' is no severity; there are {string.Join(", ", Levels)}");
        return fault is null ? new SeverityMap(_levels.SetItem(rule, level == "off" ? null : Enum.Parse<Severity>(level, ignoreCase: true))) : this;
    }

    /// <summary>With those of another map, which win.</summary>
    public SeverityMap With(SeverityMap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new SeverityMap(_levels.SetItems(other._levels));
    }

    /// <summary>The finding as severe as the user wants it; null where the rule is off.</summary>
    public Finding? Of(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        if (!_levels.TryGetValue(finding.RuleId, out var level) && !_levels.TryGetValue(Letters(finding.RuleId), out level))
            return finding;
        return level is { } severity ? finding with { Severity = severity } : null;
    }

    /// <summary>What is wrong with a text that should be a rule or a family; null for nothing.</summary>
    internal static string? RuleFault(string rule)
    {
        var families = RuleCatalogue.All.Select(known => Letters(known.Id)).Distinct(StringComparer.Ordinal).ToArray();
        if (RuleCatalogue.Find(rule) is not null || families.Contains(rule, StringComparer.OrdinalIgnoreCase))
            return null;
        var meant = Nearest.Of(rule, [.. RuleCatalogue.All.Select(known => known.Id), .. families]);
        return $"there is no rule '{rule}'{(meant is null ? "; 'osm-l2sm validate --list-rules' lists them" : $"; did you mean '{meant}'?")}";
    }

    private static string Letters(string id) => id[..^Math.Min(3, id.Length)];
}
