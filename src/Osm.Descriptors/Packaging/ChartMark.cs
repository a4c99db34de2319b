using Osm.Descriptors.Reading;

namespace Osm.Descriptors.Packaging;

/// <summary>What a line of a chart does that matters to networks or to trust.</summary>
public enum ChartMarkKind
{
    /// <summary>A pod template has Multus's own annotation.</summary>
    MultusAnnotation,

    /// <summary>Pods are on the host's network.</summary>
    HostNetwork,

    /// <summary>Containers are privileged.</summary>
    PrivilegedPod,

    /// <summary>An image is named by a tag that moves, or by none.</summary>
    MutableImage,

    /// <summary>A named template has a name of those that patching adds.</summary>
    HelperOfOurs,
}

/// <summary>Such a line.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Position">Where.</param>
/// <param name="Text">What is written there.</param>
public sealed record ChartMark(ChartMarkKind Kind, SourcePosition Position, string Text);
