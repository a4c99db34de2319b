namespace L2sm.OpenFlow.Messages;

/// <summary>What happened to a port (OpenFlow 1.3.5 §7.4.3, ofp_port_reason).</summary>
public enum PortStatusReason : byte
{
    /// <summary>It is new.</summary>
    Add = 0,
    /// <summary>It is gone.</summary>
    Delete = 1,
    /// <summary>Something about it changed.</summary>
    Modify = 2,
}

/// <summary>A port came, went or changed (OpenFlow 1.3.5 §7.4.3).</summary>
public sealed record PortStatusMessage(PortStatusReason Reason, PortDescription Port) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.PortStatus;
}

/// <summary>Changes how a port behaves (OpenFlow 1.3.5 §7.3.4.3).</summary>
/// <param name="PortNo">The port.</param>
/// <param name="HardwareAddress">Its address, as a check.</param>
/// <param name="Config">OFPPC_* bits.</param>
/// <param name="Mask">Which of them to set or clear.</param>
/// <param name="Advertise">OFPPF_* bits to advertise; 0 changes nothing.</param>
public sealed record PortMod(uint PortNo, MacAddress HardwareAddress, uint Config, uint Mask, uint Advertise = 0) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.PortMod;
}

/// <summary>A port of a switch (OpenFlow 1.3.5 §7.2.1, ofp_port).</summary>
/// <param name="PortNo">Its number.</param>
/// <param name="HardwareAddress">Its own address.</param>
/// <param name="Name">Its name, at most 16 characters up to U+00FF, each one byte.</param>
/// <param name="Config">OFPPC_* bits.</param>
/// <param name="State">OFPPS_* bits.</param>
/// <param name="Current">OFPPF_* bits now in use.</param>
/// <param name="Advertised">OFPPF_* bits that it advertises.</param>
/// <param name="Supported">OFPPF_* bits that it could do.</param>
/// <param name="Peer">OFPPF_* bits that its peer advertises.</param>
/// <param name="CurrentSpeed">In kbit/s.</param>
/// <param name="MaxSpeed">In kbit/s.</param>
public sealed record PortDescription(
    uint PortNo,
    MacAddress HardwareAddress,
    string Name,
    uint Config = 0,
    uint State = 0,
    uint Current = 0,
    uint Advertised = 0,
    uint Supported = 0,
    uint Peer = 0,
    uint CurrentSpeed = 0,
    uint MaxSpeed = 0)
{
    private const uint PortDown = 1;
    private const uint LinkDown = 1;

    /// <summary>Neither switched off (OFPPC_PORT_DOWN) nor without link (OFPPS_LINK_DOWN).</summary>
    public bool IsUp => (Config & PortDown) == 0 && (State & LinkDown) == 0;
}
