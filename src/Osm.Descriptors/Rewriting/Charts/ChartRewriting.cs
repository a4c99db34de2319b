using System.Collections.Immutable;
using System.Text;
using Osm.Descriptors.Rewriting.Charts.Templates;

namespace Osm.Descriptors.Rewriting.Charts;

/// <summary>Rewrites a chart so that its pods are attached to networks.</summary>
/// <remarks>
/// Where a pod template's metadata is written out, two lines are inserted. Everywhere else the template's body becomes a named template, and a
/// helper in the chart edits what it renders (ADR 0018). The helper decides by what is rendered, so that conditions, loops, aliases and values
/// of the user are obeyed.
/// </remarks>
public static class ChartRewriting
{
    private const string HelperMark = "{{- define \"l2sm.wishes\" -}}";

    /// <summary>Whether a file of a chart is one that rewriting looks at.</summary>
    /// <param name="path">From the chart's folder, with '/'; in a packed subchart <c>charts/name-1.0.tgz!name/…</c>.</param>
    public static bool Reads(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var (chart, file) = ChartPath.Split(path);
        return chart is not null && (file.StartsWith("templates/", StringComparison.Ordinal)
            || file is "Chart.yaml" or "requirements.yaml" or "values.yaml" or "values.schema.json");
    }

    /// <summary>Rewrites a chart.</summary>
    /// <param name="chart">Its files, those that <see cref="Reads"/> names, by path; of no patched chart.</param>
    /// <param name="wishes">What its pods are to be attached to.</param>
    /// <param name="toolVersion">The version of this program, for those who read the chart.</param>
    public static ChartRewrite Rewrite(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> chart, AttachmentWishes wishes, string toolVersion)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(wishes);
        ArgumentNullException.ThrowIfNull(toolVersion);
        ImmutableArray<string> nets = [.. wishes.Networks.Select(network => network.NetId)];
        if (chart.Where(file => file.Key.EndsWith(ChartHelper.Path, StringComparison.Ordinal)).OrderBy(file => file.Key, StringComparer.Ordinal).ToArray() is [var helper, ..])
            return Untouched(helper.Key, nets, Encoding.UTF8.GetString(helper.Value.Span).Contains(HelperMark, StringComparison.Ordinal));
        if (nets.IsEmpty)
            return new ChartRewrite(ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty, [], []);

        var places = ChartPlaces.Of(chart);
        var targets = new WorkloadTargets(places, wishes);
        var files = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var outcomes = ImmutableArray.CreateBuilder<WorkloadOutcome>();
        foreach (var file in places.All.GroupBy(place => place.File))
        {
            var (text, ways) = RewriteFile([.. file], targets, wishes, places);
            outcomes.AddRange(ways);
            if (text is not null)
                files[file.Key] = Encoding.Latin1.GetBytes(text);
        }

        outcomes.AddRange(places.Broken.Select(path => new WorkloadOutcome(
            path, 1, "", "", nets, AttachmentWay.Unreachable, "it is no template that Helm can read: an action or a block does not end")));
        if (files.Count > 0)
        {
            files[ChartHelper.Path] = ChartHelper.Text(wishes, targets.ByChart, toolVersion);
            foreach (var (path, bytes) in chart.Where(file => ChartPath.Split(file.Key) is (not null, "values.schema.json")))
            {
                if (ValuesSchema.Opened(bytes) is { } opened)
                    files[path] = opened;
            }
        }

        return new ChartRewrite(
            files.ToImmutable(), [.. outcomes.OrderBy(outcome => outcome.File, StringComparer.Ordinal).ThenBy(outcome => outcome.Line)], targets.Unmet);
    }

    private static ChartRewrite Untouched(string path, ImmutableArray<string> nets, bool isOurs) =>
        new(
            ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty,
            [
                isOurs
                    ? new WorkloadOutcome(path, 1, "", "", nets, AttachmentWay.Already, "the chart is patched: nothing was changed")
                    : new WorkloadOutcome(path, 1, "", "", nets, AttachmentWay.Unreachable, "another author's file has the path of the helper: rename it"),
            ],
            []);

    private static (string? Text, IEnumerable<WorkloadOutcome> Outcomes) RewriteFile(
        ImmutableArray<ChartPlace> places, WorkloadTargets targets, AttachmentWishes wishes, ChartPlaces all)
    {
        var template = places[0].Document.Template;
        var outcomes = places.Select(place => Judge(place, targets, wishes, all)).ToArray();
        var wanted = places.Where((_, index) => outcomes[index].How == AttachmentWay.Wrapped).ToArray();
        if (wanted.Length == 0)
            return (null, outcomes);
        if (Array.Find(outcomes, outcome => outcome.How == AttachmentWay.Unreachable) is { } refused)
        {
            // A template is given to the helper whole.
            return (null, outcomes.Select(outcome => outcome.How != AttachmentWay.Wrapped ? outcome : outcome with
            {
                How = AttachmentWay.Unreachable, Reason = $"it is in one file with {refused.Kind} '{refused.Name}', which cannot be attached",
            }));
        }

        var lines = targets.AreAlike ? wanted.Select(place => place.Lines(wishes.Dialect, all.Named)).ToArray() : [null];
        if (lines.Any(inserted => inserted is null))
            return (TemplateWrapping.Wrap(template, "l2sm.body:" + places[0].File), outcomes);
        return (
            Insert(template.Text, lines.SelectMany(inserted => inserted!.Value)),
            outcomes.Select(outcome => outcome.How == AttachmentWay.Wrapped ? outcome with { How = AttachmentWay.Inserted } : outcome));
    }

    private static WorkloadOutcome Judge(ChartPlace place, WorkloadTargets targets, AttachmentWishes wishes, ChartPlaces all)
    {
        var (nets, mine, isSure) = targets.Of(place);
        var outcome = new WorkloadOutcome(
            place.File, place.Document.Line, Decoded(place.Document.Kind), Decoded(place.Document.Name), nets, AttachmentWay.Wrapped,
            place.IsGuess ? "only rendering tells what it makes" : isSure ? null : "only rendering tells whether it is the workload that was named");
        if (place.Exclusion is { } exclusion)
            return outcome with { How = AttachmentWay.Excluded, Networks = [], Reason = exclusion };
        if (nets.IsEmpty)
            return outcome with { How = AttachmentWay.Excluded, Reason = "every net goes to other workloads" };
        return place.Refusal(wishes, mine, all.Named, all.Names) is { } refusal
            ? outcome with { How = AttachmentWay.Unreachable, Reason = refusal }
            : outcome with { Reason = outcome.Reason ?? place.Caution(wishes, all.Named, all.Names) };
    }

    private static string Insert(string text, IEnumerable<InsertedLine> lines)
    {
        var result = new StringBuilder(text.Length + 256);
        var at = 0;
        foreach (var line in lines.OrderBy(line => line.At))
        {
            result.Append(text, at, line.At - at).Append(line.Text);
            at = line.At;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static string Decoded(string latin1) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin1));
}
