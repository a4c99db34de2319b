using Xunit;

namespace L2smOsm.Testing.Charts;

/// <summary>A theory that renders charts; skipped, with the reason, where no renderer is built.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HelmRenderTheoryAttribute : TheoryAttribute
{
    public HelmRenderTheoryAttribute() => Skip = HelmRender.Missing;
}
