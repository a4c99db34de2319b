using L2sm.OpenFlow.Instructions;

namespace L2sm.OpenFlow.Wire;

/// <summary>Instructions (OpenFlow 1.3.5 §7.2.4).</summary>
internal static class InstructionWire
{
    private const ushort Goto = 1;
    private const ushort Metadata = 2;
    private const ushort WriteActionSet = 3;
    private const ushort Apply = 4;
    private const ushort Clear = 5;
    private const ushort Meter = 6;
    private const int HeaderLength = 4;

    /// <summary>Instructions up to the end of the reader.</summary>
    public static EquatableArray<Instruction> ReadAll(ref WireReader reader) => ListReader.OfOwnLength<Instruction>(2, ref reader, Read);

    public static void WriteAll(EquatableArray<Instruction> instructions, ref WireWriter writer)
    {
        foreach (var instruction in instructions.AsSpan()) Write(instruction, ref writer);
    }

    private static Instruction Read(ref WireReader reader)
    {
        var at = reader.Offset;
        var type = reader.UInt16();
        int length = reader.UInt16();
        if (length < 8 || length % 8 != 0)
            throw new OpenFlowFormatException($"An instruction of type {type} in {reader.What} says {length} bytes; a multiple of 8 is expected", at + 2);
        var body = reader.Nested(length - HeaderLength, Name(type));
        Instruction instruction;
        switch (type)
        {
            case Goto:
                instruction = new GotoTable(body.Byte());
                body.Skip(3);
                break;
            case Metadata:
                body.Skip(4);
                instruction = new WriteMetadata(body.UInt64(), body.UInt64());
                break;
            case WriteActionSet:
                body.Skip(4);
                instruction = new WriteActions(ActionWire.ReadAll(ref body));
                break;
            case Apply:
                body.Skip(4);
                instruction = new ApplyActions(ActionWire.ReadAll(ref body));
                break;
            case Clear:
                body.Skip(4);
                instruction = new ClearActions();
                break;
            case Meter:
                instruction = new MeterInstruction(body.UInt32());
                break;
            default:
                return new RawInstruction(type, body.Rest());
        }
        body.ExpectEnd();
        return instruction;
    }

    private static void Write(Instruction instruction, ref WireWriter writer)
    {
        var start = writer.Position;
        writer.UInt16(TypeOf(instruction));
        var length = writer.BeginLength();
        switch (instruction)
        {
            case GotoTable go:
                writer.Byte(go.TableId);
                writer.Zeros(3);
                break;
            case WriteMetadata metadata:
                writer.Zeros(4);
                writer.UInt64(metadata.Value);
                writer.UInt64(metadata.Mask);
                break;
            case WriteActions write:
                writer.Zeros(4);
                ActionWire.WriteAll(write.Actions, ref writer);
                break;
            case ApplyActions apply:
                writer.Zeros(4);
                ActionWire.WriteAll(apply.Actions, ref writer);
                break;
            case ClearActions:
                writer.Zeros(4);
                break;
            case MeterInstruction meter:
                writer.UInt32(meter.MeterId);
                break;
            case RawInstruction raw:
                writer.Bytes(raw.Body.AsSpan());
                break;
        }
        if ((writer.Position - start) % 8 != 0) throw Odd(instruction, writer.Position - start);
        writer.EndLength(length, start);
    }

    private static InvalidOperationException Odd(Instruction instruction, int length) => new($"{instruction} has {length} bytes; a multiple of 8 is needed");

    private static string Name(ushort type) => type switch
    {
        Goto => "goto-table instruction",
        Metadata => "write-metadata instruction",
        WriteActionSet => "write-actions instruction",
        Apply => "apply-actions instruction",
        Clear => "clear-actions instruction",
        Meter => "meter instruction",
        _ => "instruction",
    };

    private static ushort TypeOf(Instruction instruction) => instruction switch
    {
        GotoTable => Goto,
        WriteMetadata => Metadata,
        WriteActions => WriteActionSet,
        ApplyActions => Apply,
        ClearActions => Clear,
        MeterInstruction => Meter,
        RawInstruction raw => raw.InstructionType,
        _ => throw new InvalidOperationException($"An instruction of type {instruction.GetType()} cannot be written: derive none of your own, use {nameof(RawInstruction)}"),
    };
}
