using Xunit;

namespace L2smOsm.Testing.Charts;

/// <summary>A test that renders charts; skipped, with the reason, where no renderer is built.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HelmRenderFactAttribute : FactAttribute
{
    public HelmRenderFactAttribute() => Skip = HelmRender.Missing;
}
