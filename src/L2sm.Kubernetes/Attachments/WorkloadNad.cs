using System.Globalization;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Operator;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Attachments;

/// <summary>
/// A NetworkAttachmentDefinition that an Overlay of the L2S-M operator made: one workload port on each of its nodes, whose number is in its
/// name. Which nodes use it is in its labels.
/// </summary>
/// <param name="Key">Where it is.</param>
/// <param name="Overlay">The Overlay.</param>
/// <param name="Port">The port's number.</param>
public sealed record WorkloadNad(ResourceKey Key, string Overlay, uint Port)
{
    /// <summary>The label of a node, with "true" while the port is taken there, is this and the node's name.</summary>
    public const string UsedPrefix = "used-";

    /// <summary>What it was when it was read.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>The nodes whose port the operator takes for used.</summary>
    public IReadOnlySet<string> UsedOn { get; init; } = new HashSet<string>();

    /// <summary>Reads one; null if it is not an Overlay's.</summary>
    public static WorkloadNad? Read(NetworkAttachmentDefinition nad)
    {
        var meta = nad.Metadata;
        if (meta.Label("app") != "l2sm" || NumberIn(meta.Key.Name) is not var (overlay, port)) return null;
        if (meta.Label("overlay") is { } named && named != overlay) return null;
        return new WorkloadNad(meta.Key, overlay, port)
        {
            ResourceVersion = meta.ResourceVersion,
            UsedOn = (meta.Labels ?? new Dictionary<string, string>())
                .Where(label => label.Value == "true" && label.Key.StartsWith(UsedPrefix, StringComparison.Ordinal))
                .Select(label => label.Key[UsedPrefix.Length..])
                .ToHashSet(StringComparer.Ordinal),
        };
    }

    /// <summary>The Overlay and the port's number in a name such as <c>overlay-sample-veth3</c>; null if it is none such.</summary>
    internal static (string Overlay, uint Port)? NumberIn(string name)
    {
        const string mark = "-veth";
        var at = name.LastIndexOf(mark, StringComparison.Ordinal);
        if (at < 1 || !uint.TryParse(name.AsSpan(at + mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return null;
        return port is > 0 and < Datapaths.FirstReservedPort ? (name[..at], port) : null;
    }
}
