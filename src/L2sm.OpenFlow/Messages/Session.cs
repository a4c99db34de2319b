namespace L2sm.OpenFlow.Messages;

/// <summary>The first message of each side (OpenFlow 1.3.5 §7.5.1). <see cref="Version"/> is the highest that the sender speaks.</summary>
/// <param name="Version">The header's version byte; 4 is OpenFlow 1.3.</param>
/// <param name="SupportedVersions">The version bitmap as numbers in ascending order, or null if there is no bitmap element.</param>
public sealed record Hello(byte Version, EquatableArray<byte>? SupportedVersions = null) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.Hello;
}

/// <summary>Asks whether the other side lives; it answers with the same data (OpenFlow 1.3.5 §7.5.2).</summary>
public sealed record EchoRequest(EquatableArray<byte> Data = default) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.EchoRequest;
}

/// <summary>The answer to an <see cref="EchoRequest"/>, with its data (OpenFlow 1.3.5 §7.5.3).</summary>
public sealed record EchoReply(EquatableArray<byte> Data = default) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.EchoReply;
}

/// <summary>Asks who the switch is (OpenFlow 1.3.5 §7.3.1).</summary>
public sealed record FeaturesRequest : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.FeaturesRequest;
}

/// <summary>Who the switch is (OpenFlow 1.3.5 §7.3.1, ofp_switch_features).</summary>
/// <param name="DatapathId">The switch's identity, as it says itself.</param>
/// <param name="Buffers">How many packets it can hold back.</param>
/// <param name="Tables">How many flow tables it has.</param>
/// <param name="AuxiliaryId">0 on the main connection.</param>
/// <param name="Capabilities">OFPC_* bits.</param>
public sealed record FeaturesReply(DatapathId DatapathId, uint Buffers, byte Tables, byte AuxiliaryId, uint Capabilities) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.FeaturesReply;
}

/// <summary>Asks for the switch's configuration (OpenFlow 1.3.5 §7.3.2).</summary>
public sealed record GetConfigRequest : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.GetConfigRequest;
}

/// <summary>The switch's configuration (OpenFlow 1.3.5 §7.3.2).</summary>
/// <param name="Flags">OFPC_FRAG_*: what becomes of IP fragments.</param>
/// <param name="MissSendLength">Bytes of a packet that go to the controller.</param>
public sealed record GetConfigReply(ushort Flags, ushort MissSendLength) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.GetConfigReply;
}

/// <summary>Sets the switch's configuration (OpenFlow 1.3.5 §7.3.2).</summary>
/// <param name="Flags">OFPC_FRAG_*: what becomes of IP fragments.</param>
/// <param name="MissSendLength">Bytes of a packet that go to the controller; more than 0 turns asynchronous messages on in Open vSwitch's service connections.</param>
public sealed record SetConfig(ushort Flags, ushort MissSendLength) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.SetConfig;
}

/// <summary>Asks the switch to finish all before it (OpenFlow 1.3.5 §7.3.7).</summary>
public sealed record BarrierRequest : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.BarrierRequest;
}

/// <summary>All messages before the request are done (OpenFlow 1.3.5 §7.3.7).</summary>
public sealed record BarrierReply : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.BarrierReply;
}

/// <summary>What a controller may do with a switch (OpenFlow 1.3.5 §7.3.8, ofp_controller_role).</summary>
public enum ControllerRole : uint
{
    /// <summary>Only asks.</summary>
    NoChange = 0,
    /// <summary>Full access, beside others.</summary>
    Equal = 1,
    /// <summary>Full access; the others become slaves.</summary>
    Master = 2,
    /// <summary>Reads only.</summary>
    Slave = 3,
}

/// <summary>Asks for a role (OpenFlow 1.3.5 §7.3.8).</summary>
/// <param name="Role">The role wanted.</param>
/// <param name="GenerationId">Grows with each change of master; an older one is refused.</param>
public sealed record RoleRequest(ControllerRole Role, ulong GenerationId) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.RoleRequest;
}

/// <summary>The role that this connection has now (OpenFlow 1.3.5 §7.3.8).</summary>
/// <param name="Role">The role.</param>
/// <param name="GenerationId">The newest that the switch saw; all ones if none.</param>
public sealed record RoleReply(ControllerRole Role, ulong GenerationId) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.RoleReply;
}

/// <summary>A message that someone else than the ONF defines (OpenFlow 1.3.5 §7.5.4).</summary>
/// <param name="Id">Who defines it.</param>
/// <param name="ExperimenterType">Which of theirs it is.</param>
/// <param name="Data">All after the type.</param>
public sealed record Experimenter(uint Id, uint ExperimenterType, EquatableArray<byte> Data = default) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => MessageType.Experimenter;
}

/// <summary>A message that this library leaves as it is.</summary>
/// <param name="RawType">The header's type byte.</param>
/// <param name="Payload">All after the header.</param>
public sealed record UnknownMessage(byte RawType, EquatableArray<byte> Payload = default) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override MessageType Type => (MessageType)RawType;
}
