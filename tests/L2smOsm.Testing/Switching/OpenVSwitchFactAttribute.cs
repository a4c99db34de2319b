using Xunit;

namespace L2smOsm.Testing.Switching;

/// <summary>A test with a real Open vSwitch; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenVSwitchFactAttribute : FactAttribute
{
    /// <summary>Looks for the switch.</summary>
    public OpenVSwitchFactAttribute() => Skip = OpenVSwitch.Missing;
}
