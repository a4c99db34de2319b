using L2sm.OpenFlow.Actions;
using L2sm.OpenFlow.Matching;

namespace L2sm.OpenFlow.Wire;

/// <summary>Nicira's extension actions, as Open vSwitch lays them out.</summary>
internal static class NiciraWire
{
    public const uint Vendor = 0x0000_2320;
    private const ushort Move = 6;
    private const ushort Load = 7;
    private const ushort ResubmitTable = 14;
    private const ushort OutputRegister = 15;
    private const ushort Learn = 16;
    private const ushort Learn2 = 45;

    /// <summary>An experimenter action whose type and length are read; whatever is not fully understood is kept raw.</summary>
    public static OpenFlowAction Read(ref WireReader body)
    {
        var whole = body;
        if (body.UInt32() != Vendor) return new RawAction(ActionWire.Experimenter, whole.Rest());
        var subtype = body.UInt16();
        OpenFlowAction? action = subtype switch
        {
            Move => ReadMove(ref body),
            Load => ReadLoad(ref body),
            ResubmitTable => ReadResubmit(ref body),
            OutputRegister => ReadOutput(ref body),
            Learn => LearnWire.Read(ref body, second: false),
            Learn2 => LearnWire.Read(ref body, second: true),
            _ => null,
        };
        if (action is null) return new RawAction(ActionWire.Experimenter, whole.Rest());
        body.ExpectEnd();
        return action;
    }

    public static void Write(OpenFlowAction action, int start, ref WireWriter writer)
    {
        writer.UInt32(Vendor);
        switch (action)
        {
            case RegisterMoveAction move:
                writer.UInt16(Move);
                writer.UInt16(move.Bits);
                writer.UInt16(move.SourceOffset);
                writer.UInt16(move.DestinationOffset);
                writer.UInt32(move.Source.Header);
                writer.UInt32(move.Destination.Header);
                break;
            case RegisterLoadAction load:
                writer.UInt16(Load);
                writer.UInt16(Packed(load.Destination));
                writer.UInt32(load.Destination.Field.Header);
                writer.UInt64(load.Value);
                break;
            case ResubmitTableAction resubmit:
                writer.UInt16(ResubmitTable);
                writer.UInt16(resubmit.InPort);
                writer.Byte(resubmit.Table);
                writer.Zeros(3);
                break;
            case OutputRegisterAction output:
                writer.UInt16(OutputRegister);
                writer.UInt16(Packed(output.Source));
                writer.UInt32(output.Source.Field.Header);
                writer.UInt16(output.MaxLength);
                writer.Zeros(6);
                break;
            case LearnAction learn:
                writer.UInt16(learn.Limit == 0 ? Learn : Learn2);
                LearnWire.Write(learn, ref writer);
                writer.PadTo8(start);
                break;
            default:
                throw new InvalidOperationException($"An action of type {action.GetType()} cannot be written: derive none of your own, use {nameof(RawAction)}");
        }
    }

    /// <summary>The field that a 32-bit header names, or null if only raw bytes can keep it (a mask bit, an experimenter's class).</summary>
    public static OxmType? FieldOf(uint header)
    {
        var type = new OxmType((ushort)(header >> 16), (byte)(header >> 9 & 0x7f), (byte)header);
        return (header & 0x100) == 0 && type.Class != Oxm.ExperimenterClass ? type : null;
    }

    private static RegisterMoveAction? ReadMove(ref WireReader body)
    {
        var bits = body.UInt16();
        var sourceOffset = body.UInt16();
        var destinationOffset = body.UInt16();
        var source = FieldOf(body.UInt32());
        var destination = FieldOf(body.UInt32());
        return source is { } from && destination is { } to ? new RegisterMoveAction(from, sourceOffset, to, destinationOffset, bits) : null;
    }

    private static RegisterLoadAction? ReadLoad(ref WireReader body)
    {
        var packed = body.UInt16();
        var field = FieldOf(body.UInt32());
        var value = body.UInt64();
        return field is { } type ? new RegisterLoadAction(Unpacked(type, packed), value) : null;
    }

    private static ResubmitTableAction ReadResubmit(ref WireReader body)
    {
        var action = new ResubmitTableAction(body.UInt16(), body.Byte());
        body.Skip(3);
        return action;
    }

    private static OutputRegisterAction? ReadOutput(ref WireReader body)
    {
        var packed = body.UInt16();
        var field = FieldOf(body.UInt32());
        var maxLength = body.UInt16();
        body.Skip(6);
        return field is { } type ? new OutputRegisterAction(Unpacked(type, packed), maxLength) : null;
    }

    /// <summary>Offset in the upper 10 bits, bits less one in the lower 6.</summary>
    private static ushort Packed(Subfield subfield)
    {
        if (subfield.Bits is 0 or > 64 || subfield.Offset > 0x3ff)
            throw new InvalidOperationException($"{subfield} has {subfield.Bits} bits from bit {subfield.Offset}; 1 to 64 bits from bit 0 to 1023 can be said");
        return (ushort)(subfield.Offset << 6 | subfield.Bits - 1);
    }

    private static Subfield Unpacked(OxmType type, ushort packed) => new(type, (ushort)(packed >> 6), (ushort)((packed & 0x3f) + 1));
}
