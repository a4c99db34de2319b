using System.Collections.Immutable;
using Osm.Descriptors.Rewriting.Charts;

namespace Osm.Descriptors.Packaging.Patching;

/// <summary>What patching a package did, and what it did not and why.</summary>
/// <param name="Input">As the user named it.</param>
/// <param name="Wishes">What its pods are to be attached to.</param>
/// <param name="LeftOut">The nets that no pod is attached to.</param>
/// <param name="Charts">The charts of the KDUs.</param>
/// <param name="Unmet">Workloads that were named and that none of the charts makes.</param>
/// <param name="Notes">What else a user should know.</param>
/// <param name="Members">The files of the package that are changed, added or taken out.</param>
public sealed record PatchReport(
    string Input,
    AttachmentWishes Wishes,
    ImmutableArray<LeftOutNet> LeftOut,
    ImmutableArray<ChartPatch> Charts,
    ImmutableArray<UnmetWish> Unmet,
    ImmutableArray<string> Notes,
    ImmutableArray<ChangedMember> Members)
{
    /// <summary>How pods are told of their networks.</summary>
    public AnnotationDialect Dialect => Wishes.Dialect;

    /// <summary>The nets that are to be attached, in order.</summary>
    public ImmutableArray<string> Networks => [.. Wishes.Networks.Select(net => net.NetId)];

    /// <summary>The nets that no workload gets although it should.</summary>
    public ImmutableArray<string> Lost =>
    [
        .. Networks.Where(net => !Charts.Any(chart => chart.Workloads.Any(workload =>
            workload.IsAttached && workload.Networks.Contains(net)))),
    ];

    /// <summary>Whether every workload that was wanted has its networks.</summary>
    public bool IsComplete =>
        Lost.IsEmpty && Unmet.IsEmpty
        && Charts.All(chart => chart.Unreachable is null && chart.Workloads.All(workload => workload.How != AttachmentWay.Unreachable));
}

/// <summary>What was done to a chart.</summary>
/// <param name="Kdus">The KDUs that it is the chart of; empty for a chart that is no package's.</param>
/// <param name="Chart">Its path in the package, or, where it is not there, what the descriptor says of it.</param>
/// <param name="Workloads">What makes pods in it.</param>
/// <param name="Unreachable">Why nothing of it can be attached although it should; null where that is not so.</param>
public sealed record ChartPatch(ImmutableArray<string> Kdus, string Chart, ImmutableArray<WorkloadOutcome> Workloads, string? Unreachable);

/// <summary>How a file of a package differs from before.</summary>
public enum MemberChange
{
    /// <summary>Its content.</summary>
    Changed,

    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is gone.</summary>
    Removed,
}

/// <summary>A file of a package that differs from before.</summary>
/// <param name="Path">In the package; in an archive of it behind a '!'.</param>
/// <param name="Change">How.</param>
public sealed record ChangedMember(string Path, MemberChange Change);
