using Osm.Descriptors.Packaging.Patching;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Cli.Reports;

/// <summary>A thing that patching could not do, or did not on purpose.</summary>
/// <param name="RuleId">What kind.</param>
/// <param name="IsError">Whether it should have been done.</param>
/// <param name="Message">What and why.</param>
/// <param name="File">In the package; null for the package.</param>
/// <param name="Line">From 1; 0 for the whole file.</param>
internal sealed record PatchFault(string RuleId, bool IsError, string Message, string? File, int Line);

/// <summary>The things that a patch left undone, as one list.</summary>
internal static class PatchFaults
{
    /// <summary>What the ids mean.</summary>
    public static IReadOnlyList<(string Id, bool IsError, string Title)> Rules { get; } =
    [
        ("PATCH001", true, "A workload that should be attached can be"),
        ("PATCH002", true, "A workload that is named for a net is made by a chart, or in a bundle, of the package"),
        ("PATCH003", true, "A net has a workload that it goes to"),
        ("PATCH004", false, "A workload that makes pods is attached, or left out for a reason"),
        ("PATCH005", false, "A net is attached, or is for management"),
        ("PATCH006", true, "A patched chart renders as before, but for the networks of its pods"),
    ];

    /// <summary>With what rendering showed.</summary>
    public static IEnumerable<PatchFault> Of(PatchOutcome outcome) =>
        Of(outcome.Report).Concat((outcome.Verification?.Charts ?? []).SelectMany(chart => chart.Problems, (chart, problem) =>
            new PatchFault("PATCH006", true, $"{chart.Chart}: {problem}", null, 0)));

    public static IEnumerable<PatchFault> Of(PatchReport report)
    {
        foreach (var chart in report.Charts)
        {
            if (chart.Unreachable is { } reason)
                yield return new PatchFault("PATCH001", true, $"KDU {string.Join(", ", chart.Kdus)}, {chart.Chart}: {reason}", null, 0);
            foreach (var workload in chart.Workloads.Where(workload => workload.How is AttachmentWay.Unreachable or AttachmentWay.Excluded))
            {
                var isError = workload.How == AttachmentWay.Unreachable;
                yield return new PatchFault(
                    isError ? "PATCH001" : "PATCH004", isError, $"{NameOf(workload)} is {(isError ? "not reached" : "left out")}: {workload.Reason}", PathOf(chart, workload), workload.Line);
            }
        }

        foreach (var unmet in report.Unmet)
        {
            yield return new PatchFault(
                "PATCH002", true,
                $"nothing in the package makes the workload '{unmet.Workload}', which is named for the net '{unmet.NetId}'{(unmet.Known.IsEmpty ? "" : $"; there are: {string.Join(", ", unmet.Known)}")}",
                null, 0);
        }

        // Told already, where a workload of it is.
        foreach (var net in report.Lost.Where(net => report.Unmet.All(unmet => unmet.NetId != net)))
            yield return new PatchFault("PATCH003", true, $"no workload gets the net '{net}'", null, 0);
        foreach (var net in report.LeftOut)
            yield return new PatchFault("PATCH005", false, $"the net '{net.NetId}' is not attached: {net.Reason}", null, 0);
    }

    // Manifests and bundles are files themselves.
    private static string PathOf(ChartPatch chart, WorkloadOutcome workload) => workload.File == chart.Chart ? workload.File : $"{chart.Chart}/{workload.File}";

    /// <summary>A workload by kind and name, as far as they stand in the chart.</summary>
    public static string NameOf(WorkloadOutcome workload) =>
        $"{workload.Kind} {workload.Name}".Trim() is { Length: > 0 } name ? name : "what it renders";
}
