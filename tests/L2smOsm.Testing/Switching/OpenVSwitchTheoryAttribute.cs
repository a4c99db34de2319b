using Xunit;

namespace L2smOsm.Testing.Switching;

/// <summary>A theory that needs Open vSwitch, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenVSwitchTheoryAttribute : TheoryAttribute
{
    /// <summary>Looks for the switch.</summary>
    public OpenVSwitchTheoryAttribute() => Skip = OpenVSwitch.Missing;
}
