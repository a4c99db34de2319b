using System.Collections.Immutable;

namespace Osm.Descriptors.Rewriting.Charts;

/// <summary>What rewriting made of a chart.</summary>
/// <param name="Files">The files that changed or came, with their new bytes, by path; none goes.</param>
/// <param name="Workloads">Each place of the chart that makes pods, in order of file and line, and what was done there.</param>
/// <param name="Unmet">Workloads that were named and that the chart certainly does not make.</param>
public sealed record ChartRewrite(
    ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Files,
    ImmutableArray<WorkloadOutcome> Workloads,
    ImmutableArray<UnmetWish> Unmet);

/// <summary>What was done to a place that makes pods.</summary>
/// <param name="File">Path in the chart.</param>
/// <param name="Line">Of its <c>kind</c>, from 1; 1 for a template whose workloads are known only once rendered.</param>
/// <param name="Kind">As written, such as <c>StatefulSet</c>; may be a template's expression; empty where it is not in the file.</param>
/// <param name="Name">As written; may be a template's expression; empty where it is not in the file.</param>
/// <param name="Networks">The nets that it gets, in order. Where only rendering tells whether it is a workload that was named, those that it may get.</param>
/// <param name="How">What was done.</param>
/// <param name="Reason">Why, in a clause, wherever it is not plain insertion or wrapping; what to do about it where it is unreachable.</param>
public sealed record WorkloadOutcome(
    string File, int Line, string Kind, string Name, ImmutableArray<string> Networks, AttachmentWay How, string? Reason)
{
    /// <summary>Whether it has its networks.</summary>
    public bool IsAttached => How is not (AttachmentWay.Excluded or AttachmentWay.Unreachable);
}

/// <summary>How a workload got its networks, or why it did not.</summary>
public enum AttachmentWay
{
    /// <summary>By lines in its pod template.</summary>
    Inserted,

    /// <summary>By the chart's helper, which edits what the template renders.</summary>
    Wrapped,

    /// <summary>By an option of its charm: it is an application of a juju bundle.</summary>
    Option,

    /// <summary>It was there.</summary>
    Already,

    /// <summary>It is not to have any.</summary>
    Excluded,

    /// <summary>It is to have them, and cannot be given any.</summary>
    Unreachable,
}

/// <summary>A workload that was named for a net and that the chart does not make.</summary>
/// <param name="NetId">The net.</param>
/// <param name="Workload">As it was named.</param>
/// <param name="Known">What the chart makes, as far as it can be told without rendering, for a message.</param>
public sealed record UnmetWish(string NetId, string Workload, ImmutableArray<string> Known);
