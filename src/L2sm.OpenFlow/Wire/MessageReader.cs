using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Wire;

/// <summary>The body of each message, by its type (OpenFlow 1.3.5 §7.3 to §7.5).</summary>
internal static class MessageReader
{
    public static OpenFlowMessage Read(byte version, MessageType type, uint xid, ref WireReader body)
    {
        OpenFlowMessage message = type switch
        {
            MessageType.Hello => HelloWire.Read(version, ref body),
            MessageType.Error => new ErrorMessage(body.UInt16(), body.UInt16(), body.Rest()) { Version = version },
            MessageType.EchoRequest => new EchoRequest(body.Rest()),
            MessageType.EchoReply => new EchoReply(body.Rest()),
            MessageType.Experimenter => OnfWire.Read(xid, ref body),
            MessageType.FeaturesRequest => new FeaturesRequest(),
            MessageType.FeaturesReply => ReadFeatures(ref body),
            MessageType.GetConfigRequest => new GetConfigRequest(),
            MessageType.GetConfigReply => new GetConfigReply(body.UInt16(), body.UInt16()),
            MessageType.SetConfig => new SetConfig(body.UInt16(), body.UInt16()),
            MessageType.PacketIn => ReadPacketIn(ref body),
            MessageType.FlowRemoved => ReadFlowRemoved(ref body),
            MessageType.PortStatus => ReadPortStatus(ref body),
            MessageType.PacketOut => ReadPacketOut(ref body),
            MessageType.FlowMod => ReadFlowMod(ref body),
            MessageType.GroupMod => ReadGroupMod(ref body),
            MessageType.PortMod => ReadPortMod(ref body),
            MessageType.MeterMod => MeterWire.ReadMod(ref body),
            MessageType.GetAsyncRequest => new GetAsyncRequest(),
            MessageType.GetAsyncReply => new GetAsyncReply(ReadAsync(ref body)),
            MessageType.SetAsync => new SetAsync(ReadAsync(ref body)),
            MessageType.MultipartRequest => MultipartWire.ReadRequest(ref body),
            MessageType.MultipartReply => MultipartWire.ReadReply(ref body),
            MessageType.BarrierRequest => new BarrierRequest(),
            MessageType.BarrierReply => new BarrierReply(),
            MessageType.RoleRequest => ReadRole(ref body, static (role, generation) => new RoleRequest(role, generation)),
            MessageType.RoleReply => ReadRole(ref body, static (role, generation) => new RoleReply(role, generation)),
            _ => new UnknownMessage((byte)type, body.Rest()),
        };
        body.ExpectEnd();
        if (xid != 0) message.SetXid(xid);
        return message;
    }

    private static FeaturesReply ReadFeatures(ref WireReader body)
    {
        var id = new DatapathId(body.UInt64());
        var buffers = body.UInt32();
        var tables = body.Byte();
        var auxiliary = body.Byte();
        body.Skip(2);
        var capabilities = body.UInt32();
        body.Skip(4);
        return new FeaturesReply(id, buffers, tables, auxiliary, capabilities);
    }

    private static PacketIn ReadPacketIn(ref WireReader body)
    {
        var buffer = body.UInt32();
        var total = body.UInt16();
        var reason = (PacketInReason)body.Byte();
        var table = body.Byte();
        var cookie = body.UInt64();
        var match = MatchWire.Read(ref body);
        body.Skip(2);
        return new PacketIn(buffer, total, reason, table, cookie, match, body.Rest());
    }

    private static PacketOut ReadPacketOut(ref WireReader body)
    {
        var buffer = body.UInt32();
        var inPort = body.UInt32();
        var length = body.UInt16();
        body.Skip(6);
        var actions = body.Nested(length, "actions of PacketOut");
        return new PacketOut(buffer, inPort, ActionWire.ReadAll(ref actions), body.Rest());
    }

    private static FlowMod ReadFlowMod(ref WireReader body)
    {
        var cookie = body.UInt64();
        var mask = body.UInt64();
        var table = body.Byte();
        var command = (FlowModCommand)body.Byte();
        var idle = body.UInt16();
        var hard = body.UInt16();
        var priority = body.UInt16();
        var buffer = body.UInt32();
        var port = body.UInt32();
        var group = body.UInt32();
        var flags = (FlowModFlags)body.UInt16();
        body.Skip(2);
        return new FlowMod
        {
            Cookie = cookie,
            CookieMask = mask,
            TableId = table,
            Command = command,
            IdleTimeout = idle,
            HardTimeout = hard,
            Priority = priority,
            BufferId = buffer,
            OutPort = port,
            OutGroup = group,
            Flags = flags,
            Match = MatchWire.Read(ref body),
            Instructions = InstructionWire.ReadAll(ref body),
        };
    }

    private static FlowRemoved ReadFlowRemoved(ref WireReader body) => new(
        Cookie: body.UInt64(),
        Priority: body.UInt16(),
        Reason: (FlowRemovedReason)body.Byte(),
        TableId: body.Byte(),
        DurationSeconds: body.UInt32(),
        DurationNanoseconds: body.UInt32(),
        IdleTimeout: body.UInt16(),
        HardTimeout: body.UInt16(),
        PacketCount: body.UInt64(),
        ByteCount: body.UInt64(),
        Match: MatchWire.Read(ref body));

    private static PortStatusMessage ReadPortStatus(ref WireReader body)
    {
        var reason = (PortStatusReason)body.Byte();
        body.Skip(7);
        return new PortStatusMessage(reason, PortWire.Read(ref body));
    }

    private static PortMod ReadPortMod(ref WireReader body)
    {
        var port = body.UInt32();
        body.Skip(4);
        var address = new MacAddress((ulong)body.Number(6));
        body.Skip(2);
        var mod = new PortMod(port, address, body.UInt32(), body.UInt32(), body.UInt32());
        body.Skip(4);
        return mod;
    }

    private static AsyncConfig ReadAsync(ref WireReader body) =>
        new(body.UInt32(), body.UInt32(), body.UInt32(), body.UInt32(), body.UInt32(), body.UInt32());

    private static GroupMod ReadGroupMod(ref WireReader body)
    {
        var command = (GroupModCommand)body.UInt16();
        var type = (GroupType)body.Byte();
        body.Skip(1);
        var id = body.UInt32();
        return new GroupMod(command, type, id, GroupWire.ReadBuckets(ref body));
    }

    private static OpenFlowMessage ReadRole(ref WireReader body, Func<ControllerRole, ulong, OpenFlowMessage> make)
    {
        var role = (ControllerRole)body.UInt32();
        body.Skip(4);
        return make(role, body.UInt64());
    }
}
