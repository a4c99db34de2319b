using L2sm.OpenFlow;

namespace L2sm.Sdn.Topology;

/// <summary>One port of one switch.</summary>
public readonly record struct PortKey(DatapathId Switch, uint PortNo) : IComparable<PortKey>
{
    /// <inheritdoc/>
    public int CompareTo(PortKey other) =>
        Switch.CompareTo(other.Switch) is var bySwitch and not 0 ? bySwitch : PortNo.CompareTo(other.PortNo);

    /// <summary>As L2S-M writes it: <c>of:00000000000000a1/3</c>.</summary>
    public override string ToString() => $"of:{Switch}/{PortNo}";
}
