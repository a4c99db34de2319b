namespace L2sm.Sdn.Topology;

/// <summary>How a link tells the networks apart.</summary>
public enum LinkCarrier
{
    /// <summary>By the tunnel id of each frame (VXLAN with <c>key=flow</c>).</summary>
    TunnelId,
    /// <summary>By the network's VLAN tag, the outer one of each frame (docs/adr/0005): patch ports, veth, cables.</summary>
    Vlan,
}

/// <summary>A working way between two switches, seen in both directions. <see cref="A"/> is the lower end, so that a link equals itself.</summary>
public sealed record Link
{
    /// <summary>Orders the ends.</summary>
    public Link(PortKey one, PortKey other, LinkCarrier carrier) =>
        (A, B, Carrier) = one.CompareTo(other) <= 0 ? (one, other, carrier) : (other, one, carrier);

    /// <summary>The lower end.</summary>
    public PortKey A { get; }

    /// <summary>The higher end.</summary>
    public PortKey B { get; }

    /// <summary>How networks are told apart on it.</summary>
    public LinkCarrier Carrier { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{A} - {B}";
}
