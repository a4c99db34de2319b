using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Wire;

/// <summary>Header and body of each message (OpenFlow 1.3.5 §7.3 to §7.5).</summary>
internal static class MessageWriter
{
    public static void Write(OpenFlowMessage message, uint xid, ref WireWriter writer)
    {
        var start = writer.Position;
        writer.Byte(message switch { Hello hello => hello.Version, ErrorMessage error => error.Version, _ => OpenFlowCodec.Version13 });
        writer.Byte((byte)message.Type);
        var length = writer.BeginLength();
        writer.UInt32(xid);
        WriteBody(message, xid, ref writer);
        writer.EndLength(length, start);
    }

    private static void WriteBody(OpenFlowMessage message, uint xid, ref WireWriter writer)
    {
        switch (message)
        {
            // What is written most comes first.
            case FlowMod mod:
                WriteFlowMod(mod, ref writer);
                break;
            case PacketOut packet:
                WritePacketOut(packet, ref writer);
                break;
            case BundleAddMessage add:
                OnfWire.WriteAdd(add, xid, ref writer);
                break;
            case Hello hello:
                HelloWire.Write(hello, ref writer);
                break;
            case FeaturesRequest or GetConfigRequest or GetAsyncRequest or BarrierRequest or BarrierReply:
                break;
            case ErrorMessage error:
                writer.UInt16(error.ErrorType);
                writer.UInt16(error.Code);
                writer.Bytes(error.Data.AsSpan());
                break;
            case EchoRequest echo:
                writer.Bytes(echo.Data.AsSpan());
                break;
            case EchoReply echo:
                writer.Bytes(echo.Data.AsSpan());
                break;
            case Experimenter experimenter:
                writer.UInt32(experimenter.Id);
                writer.UInt32(experimenter.ExperimenterType);
                writer.Bytes(experimenter.Data.AsSpan());
                break;
            case BundleControl control:
                OnfWire.WriteControl(control, ref writer);
                break;
            case FlowMonitorCancel cancel:
                OnfWire.WriteCancel(cancel, ref writer);
                break;
            case FlowMonitorPaused:
                OnfWire.WritePaused(ref writer);
                break;
            case FlowMonitorResumed:
                OnfWire.WriteResumed(ref writer);
                break;
            case UnknownMessage unknown:
                writer.Bytes(unknown.Payload.AsSpan());
                break;
            case FeaturesReply features:
                WriteFeatures(features, ref writer);
                break;
            case GetConfigReply config:
                writer.UInt16(config.Flags);
                writer.UInt16(config.MissSendLength);
                break;
            case SetConfig config:
                writer.UInt16(config.Flags);
                writer.UInt16(config.MissSendLength);
                break;
            case PacketIn packet:
                WritePacketIn(packet, ref writer);
                break;
            case FlowRemoved removed:
                WriteFlowRemoved(removed, ref writer);
                break;
            case GroupMod mod:
                writer.UInt16((ushort)mod.Command);
                writer.Byte((byte)mod.GroupType);
                writer.Zeros(1);
                writer.UInt32(mod.GroupId);
                GroupWire.WriteBuckets(mod.Buckets, ref writer);
                break;
            case PortStatusMessage status:
                writer.Byte((byte)status.Reason);
                writer.Zeros(7);
                PortWire.Write(status.Port, ref writer);
                break;
            case PortMod mod:
                WritePortMod(mod, ref writer);
                break;
            case MeterMod mod:
                MeterWire.WriteMod(mod, ref writer);
                break;
            case GetAsyncReply reply:
                WriteAsync(reply.Config, ref writer);
                break;
            case SetAsync set:
                WriteAsync(set.Config, ref writer);
                break;
            case RoleRequest role:
                WriteRole(role.Role, role.GenerationId, ref writer);
                break;
            case RoleReply role:
                WriteRole(role.Role, role.GenerationId, ref writer);
                break;
            case MultipartRequest request:
                MultipartWire.WriteRequest(request, ref writer);
                break;
            case MultipartReply reply:
                MultipartWire.WriteReply(reply, ref writer);
                break;
            default:
                throw new InvalidOperationException(
                    $"A message of type {message.GetType()} cannot be written: derive none of your own, use {nameof(Experimenter)} or {nameof(UnknownMessage)}");
        }
    }

    private static void WriteFeatures(FeaturesReply features, ref WireWriter writer)
    {
        writer.UInt64(features.DatapathId.Value);
        writer.UInt32(features.Buffers);
        writer.Byte(features.Tables);
        writer.Byte(features.AuxiliaryId);
        writer.Zeros(2);
        writer.UInt32(features.Capabilities);
        writer.Zeros(4);
    }

    private static void WritePacketIn(PacketIn packet, ref WireWriter writer)
    {
        writer.UInt32(packet.BufferId);
        writer.UInt16(packet.TotalLength);
        writer.Byte((byte)packet.Reason);
        writer.Byte(packet.TableId);
        writer.UInt64(packet.Cookie);
        MatchWire.Write(packet.Match, ref writer);
        writer.Zeros(2);
        writer.Bytes(packet.Data.AsSpan());
    }

    private static void WritePacketOut(PacketOut packet, ref WireWriter writer)
    {
        writer.UInt32(packet.BufferId);
        writer.UInt32(packet.InPort);
        var length = writer.BeginLength();
        writer.Zeros(6);
        var start = writer.Position;
        ActionWire.WriteAll(packet.Actions, ref writer);
        writer.EndLength(length, start);
        writer.Bytes(packet.Data.AsSpan());
    }

    private static void WriteFlowMod(FlowMod mod, ref WireWriter writer)
    {
        writer.UInt64(mod.Cookie);
        writer.UInt64(mod.CookieMask);
        writer.Byte(mod.TableId);
        writer.Byte((byte)mod.Command);
        writer.UInt16(mod.IdleTimeout);
        writer.UInt16(mod.HardTimeout);
        writer.UInt16(mod.Priority);
        writer.UInt32(mod.BufferId);
        writer.UInt32(mod.OutPort);
        writer.UInt32(mod.OutGroup);
        writer.UInt16((ushort)mod.Flags);
        writer.Zeros(2);
        MatchWire.Write(mod.Match, ref writer);
        InstructionWire.WriteAll(mod.Instructions, ref writer);
    }

    private static void WriteFlowRemoved(FlowRemoved removed, ref WireWriter writer)
    {
        writer.UInt64(removed.Cookie);
        writer.UInt16(removed.Priority);
        writer.Byte((byte)removed.Reason);
        writer.Byte(removed.TableId);
        writer.UInt32(removed.DurationSeconds);
        writer.UInt32(removed.DurationNanoseconds);
        writer.UInt16(removed.IdleTimeout);
        writer.UInt16(removed.HardTimeout);
        writer.UInt64(removed.PacketCount);
        writer.UInt64(removed.ByteCount);
        MatchWire.Write(removed.Match, ref writer);
    }

    private static void WritePortMod(PortMod mod, ref WireWriter writer)
    {
        writer.UInt32(mod.PortNo);
        writer.Zeros(4);
        writer.Number(mod.HardwareAddress.Value, 6, "hardware address");
        writer.Zeros(2);
        writer.UInt32(mod.Config);
        writer.UInt32(mod.Mask);
        writer.UInt32(mod.Advertise);
        writer.Zeros(4);
    }

    private static void WriteAsync(AsyncConfig config, ref WireWriter writer)
    {
        writer.UInt32(config.PacketIn);
        writer.UInt32(config.PacketInAsSlave);
        writer.UInt32(config.PortStatus);
        writer.UInt32(config.PortStatusAsSlave);
        writer.UInt32(config.FlowRemoved);
        writer.UInt32(config.FlowRemovedAsSlave);
    }

    private static void WriteRole(ControllerRole role, ulong generation, ref WireWriter writer)
    {
        writer.UInt32((uint)role);
        writer.Zeros(4);
        writer.UInt64(generation);
    }
}
