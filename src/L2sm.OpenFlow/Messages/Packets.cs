using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Matching;

namespace L2sm.OpenFlow.Messages;

/// <summary>Why a packet came to the controller (OpenFlow 1.3.5 §7.4.1, ofp_packet_in_reason).</summary>
public enum PacketInReason : byte
{
    /// <summary>A table-miss flow sent it.</summary>
    NoMatch = 0,
    /// <summary>An output action sent it.</summary>
    Action = 1,
    /// <summary>Its time to live was invalid.</summary>
    InvalidTtl = 2,
}

/// <summary>A packet for the controller (OpenFlow 1.3.5 §7.4.1).</summary>
/// <param name="BufferId">Where the switch holds it, or <see cref="PacketOut.NoBuffer"/>.</param>
/// <param name="TotalLength">The frame's full length in bytes.</param>
/// <param name="Reason">Why it came.</param>
/// <param name="TableId">The table of the flow that sent it.</param>
/// <param name="Cookie">The cookie of the flow that sent it.</param>
/// <param name="Match">The packet's metadata: in_port at least.</param>
/// <param name="Data">The frame, possibly cut.</param>
public sealed record PacketIn(
    uint BufferId,
    ushort TotalLength,
    PacketInReason Reason,
    byte TableId,
    ulong Cookie,
    Match Match,
    EquatableArray<byte> Data) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.PacketIn;

    /// <summary>The port where the packet came in, or null if the switch does not say.</summary>
    public uint? InPort => Match.TryGet(Oxm.InPort, out var port) ? (uint)port.Value : null;
}

/// <summary>Makes the switch send a packet (OpenFlow 1.3.5 §7.3.6).</summary>
/// <param name="BufferId">Which packet that the switch holds, or <see cref="NoBuffer"/>: then it is in <paramref name="Data"/>.</param>
/// <param name="InPort">Where it is said to have come in, or <see cref="PortNumbers.Controller"/>.</param>
/// <param name="Actions">What to do with it.</param>
/// <param name="Data">The frame.</param>
public sealed record PacketOut(uint BufferId, uint InPort, EquatableArray<OpenFlowAction> Actions, EquatableArray<byte> Data) : OpenFlowMessage
{
    /// <summary>OFP_NO_BUFFER: the switch holds no packet back.</summary>
    public const uint NoBuffer = 0xffff_ffff;

    /// <inheritdoc/>
    public override MessageType Type => MessageType.PacketOut;
}
