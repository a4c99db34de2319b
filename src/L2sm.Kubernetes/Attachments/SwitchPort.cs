namespace L2sm.Kubernetes.Attachments;

/// <summary>A port of a switch.</summary>
/// <param name="Datapath">The switch's datapath id.</param>
/// <param name="Number">The port's number there.</param>
public readonly record struct SwitchPort(ulong Datapath, uint Number) : IComparable<SwitchPort>
{
    /// <inheritdoc/>
    public int CompareTo(SwitchPort other) => (Datapath, Number).CompareTo((other.Datapath, other.Number));

    /// <summary>As the L2S-M operator writes it, such as <c>of:00000000000000a1/3</c>.</summary>
    public override string ToString() => $"of:{Datapath:x16}/{Number}";
}
