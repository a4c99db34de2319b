using L2smOsm.Testing.Switching;

namespace L2smOsm.EndToEnd.Tests.Running.Nodes;

/// <summary>A theory with real frames between network namespaces; skipped, with the reason, where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute() => Skip = OpenVSwitch.Missing ?? NetworkSpace.Missing;
}
