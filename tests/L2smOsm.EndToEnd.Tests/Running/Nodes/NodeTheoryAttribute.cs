using L2smOsm.Testing.Charts;
using L2smOsm.Testing.Switching;

namespace L2smOsm.EndToEnd.Tests.Running.Nodes;

/// <summary>A theory with real frames between network namespaces; skipped, with the reason, where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    /// <param name="needsCharts">It renders charts, too.</param>
    public NodeTheoryAttribute(bool needsCharts = false) => Skip = OpenVSwitch.Missing ?? NetworkSpace.Missing ?? (needsCharts ? HelmRender.Missing : null);
}
