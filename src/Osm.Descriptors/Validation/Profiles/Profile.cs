using System.Collections.Immutable;

namespace Osm.Descriptors.Validation.Profiles;

/// <summary>What a user wants to be told of: for which OSM, how severe, and what is known already.</summary>
public sealed record Profile
{
    /// <summary>All rules of the newest OSM as they are.</summary>
    public static Profile Default { get; } = new();

    /// <summary>The number of the OSM release that the packages are for.</summary>
    public int OsmRelease { get; init; } = OsmReleases.Newest;

    /// <summary>Severities other than the rules' own.</summary>
    public SeverityMap Severities { get; init; } = SeverityMap.Empty;

    /// <summary>Findings that the project file leaves out.</summary>
    public ImmutableArray<IgnoredFindings> Ignored { get; init; } = [];

    /// <summary>What was there before; null for nothing.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>The report with what this user wants to know. Comments in the files are followed, and reported where they are of no use.</summary>
    public ValidationReport Apply(ValidationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var comments = report.Sources.Values.SelectMany(SuppressionComments.Of).ToLookup(comment => comment.Start.File);
        var used = new HashSet<SuppressionComment>(ReferenceEqualityComparer.Instance);
        var kept = new List<Finding>();
        var suppressed = new List<SuppressedFinding>(report.Suppressed);
        foreach (var finding in report.Findings)
        {
            // Comments come first: one about a rule that is off, or of another release, is still of use.
            var covering = comments[finding.Position.File].Where(comment => comment.Covers(finding)).ToArray();
            used.UnionWith(covering);
            if (!RuleApplies(finding) || Severities.Of(finding) is not { } judged)
                continue;
            if (covering.Length > 0)
                suppressed.Add(new SuppressedFinding(judged, SuppressedBy.Comment, covering[0].Reason));
            else if (Ignored.FirstOrDefault(ignored => ignored.Covers(finding)) is { } ignored)
                suppressed.Add(new SuppressedFinding(judged, SuppressedBy.Project, ignored.Reason));
            else
                kept.Add(judged);
        }

        if (Baseline is not null)
            kept = Baseline.Sift(kept, report.Sources, suppressed);
        kept.AddRange(comments.SelectMany(file => file).Select(comment => Judge(comment, used)).OfType<Finding>());
        return report with { Findings = [.. kept.Order()], Suppressed = [.. suppressed.OrderBy(each => each.Finding)] };
    }

    private bool RuleApplies(Finding finding) => RuleCatalogue.Find(finding.RuleId)?.Releases.Contains(OsmRelease) != false;

    private Finding? Judge(SuppressionComment comment, HashSet<SuppressionComment> used)
    {
        if (comment.Fault is null && used.Contains(comment))
            return null;
        var rule = comment.Fault is null ? RuleCatalogue.UselessSuppression : RuleCatalogue.FaultySuppression;
        var message = comment.Fault is { } fault ? $"this comment suppresses nothing: {fault}"
            : $"there is no finding of {string.Join(" or ", comment.Rules)} {(comment.Line == 0 ? "in this file" : $"in line {comment.Line}")} for this comment to suppress";
        var cure = comment.Fault is null ? "remove it" : "write '# osm-l2sm: ignore RULE reason', or 'ignore-file'";
        return Severities.Of(new Finding(rule.Id, rule.Severity, message, comment.Start, cure) { End = comment.End });
    }
}
