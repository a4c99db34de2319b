namespace L2sm.OpenFlow.Messages;

/// <summary>Which messages a switch sends unasked (OpenFlow 1.3.5 §7.3.10, ofp_async_config): bit n of a mask stands for reason n.</summary>
/// <param name="PacketIn">Reasons of <see cref="Messages.PacketIn"/>, for a master or equal.</param>
/// <param name="PacketInAsSlave">The same for a slave.</param>
/// <param name="PortStatus">Reasons of <see cref="PortStatusMessage"/>, for a master or equal.</param>
/// <param name="PortStatusAsSlave">The same for a slave.</param>
/// <param name="FlowRemoved">Reasons of <see cref="Messages.FlowRemoved"/>, for a master or equal.</param>
/// <param name="FlowRemovedAsSlave">The same for a slave.</param>
public readonly record struct AsyncConfig(
    uint PacketIn,
    uint PacketInAsSlave,
    uint PortStatus,
    uint PortStatusAsSlave,
    uint FlowRemoved,
    uint FlowRemovedAsSlave);

/// <summary>Asks which messages come unasked over this connection (OpenFlow 1.3.5 §7.3.10).</summary>
public sealed record GetAsyncRequest : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.GetAsyncRequest;
}

/// <summary>Which messages come unasked over this connection (OpenFlow 1.3.5 §7.3.10).</summary>
public sealed record GetAsyncReply(AsyncConfig Config) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.GetAsyncReply;
}

/// <summary>Says which messages shall come unasked over this connection (OpenFlow 1.3.5 §7.3.10).</summary>
public sealed record SetAsync(AsyncConfig Config) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.SetAsync;
}
