using L2sm.OpenFlow.Matching;

namespace L2sm.OpenFlow.Actions;

/// <summary>What to do with a packet (OpenFlow 1.3.5 §7.2.5).</summary>
public abstract record OpenFlowAction;

/// <summary>Sends the packet out of a port.</summary>
/// <param name="Port">The port, or one of <see cref="PortNumbers"/>.</param>
/// <param name="MaxLength">Bytes for the controller, 0xffff for all unbuffered; without meaning for other ports, though Open vSwitch gives back what was sent.</param>
public sealed record OutputAction(uint Port, ushort MaxLength = 0) : OpenFlowAction
{
    /// <summary>OFPCML_NO_BUFFER: the whole packet to the controller.</summary>
    public const ushort WholePacket = 0xffff;

    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => Port switch
    {
        PortNumbers.Controller => $"CONTROLLER:{MaxLength}",
        _ => ActionText.PortName(Port) ?? $"output:{Port}",
    };
}

/// <summary>Sends the packet through a group.</summary>
public sealed record GroupAction(uint GroupId) : OpenFlowAction
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => $"group:{GroupId}";
}

/// <summary>Sets a field to a value.</summary>
public sealed record SetFieldAction(OxmField Field) : OpenFlowAction
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => $"set_field:{Field.ValueText()}->{Oxm.NameOf(Field.Type)}";
}

/// <summary>Adds an empty VLAN tag.</summary>
public sealed record PushVlanAction(ushort EtherType = 0x8100) : OpenFlowAction
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => $"push_vlan:0x{EtherType:x4}";
}

/// <summary>Takes the outer VLAN tag off.</summary>
public sealed record PopVlanAction : OpenFlowAction
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => "pop_vlan";
}

/// <summary>An action that this library leaves as it is, experimenters' unknown ones too.</summary>
/// <param name="ActionType">Its type; 0xffff for an experimenter's.</param>
/// <param name="Body">All after type and length; with those 4 bytes a multiple of 8.</param>
public sealed record RawAction(ushort ActionType, EquatableArray<byte> Body) : OpenFlowAction
{
    /// <summary>The type and the bytes in hex.</summary>
    public override string ToString() => $"action_{ActionType:x4}({Convert.ToHexStringLower(Body.AsSpan())})";
}

internal static class ActionText
{
    public static string Join(EquatableArray<OpenFlowAction> actions) =>
        actions.Count == 0 ? "drop" : string.Join(',', actions.Items.Select(static action => action.ToString()));

    public static string? PortName(uint port) => port switch
    {
        PortNumbers.InPort => "IN_PORT",
        PortNumbers.Table => "TABLE",
        PortNumbers.Normal => "NORMAL",
        0xffff_fffb => "FLOOD",
        PortNumbers.All => "ALL",
        PortNumbers.Controller => "CONTROLLER",
        PortNumbers.Local => "LOCAL",
        _ => null,
    };
}
