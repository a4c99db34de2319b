using L2sm.OpenFlow.Actions;

namespace L2sm.OpenFlow.Wire;

/// <summary>Actions (OpenFlow 1.3.5 §7.2.5).</summary>
internal static class ActionWire
{
    public const ushort Experimenter = 0xffff;
    private const ushort Output = 0;
    private const ushort PushVlan = 17;
    private const ushort PopVlan = 18;
    private const ushort Group = 22;
    private const ushort SetField = 25;
    private const int HeaderLength = 4;

    /// <summary>Actions up to the end of the reader.</summary>
    public static EquatableArray<OpenFlowAction> ReadAll(ref WireReader reader) => ListReader.OfOwnLength<OpenFlowAction>(2, ref reader, Read);

    public static void WriteAll(EquatableArray<OpenFlowAction> actions, ref WireWriter writer)
    {
        foreach (var action in actions.AsSpan()) Write(action, ref writer);
    }

    private static OpenFlowAction Read(ref WireReader reader)
    {
        var at = reader.Offset;
        var type = reader.UInt16();
        int length = reader.UInt16();
        if (length < 8 || length % 8 != 0)
            throw new OpenFlowFormatException($"An action of type {type} in {reader.What} says {length} bytes; a multiple of 8 is expected", at + 2);
        var body = reader.Nested(length - HeaderLength, Name(type));
        OpenFlowAction action;
        switch (type)
        {
            case Output:
                action = new OutputAction(body.UInt32(), body.UInt16());
                body.Skip(6);
                break;
            case PushVlan:
                action = new PushVlanAction(body.UInt16());
                body.Skip(2);
                break;
            case PopVlan:
                action = new PopVlanAction();
                body.Skip(4);
                break;
            case Group:
                action = new GroupAction(body.UInt32());
                break;
            case SetField:
                return ReadSetField(ref body);
            case Experimenter:
                return NiciraWire.Read(ref body);
            default:
                return new RawAction(type, body.Rest());
        }
        body.ExpectEnd();
        return action;
    }

    private static OpenFlowAction ReadSetField(ref WireReader body)
    {
        var whole = body;
        if (MatchWire.ReadField(ref body, out _) is not { } field) return new RawAction(SetField, whole.Rest());
        if (body.Remaining >= 8) throw new OpenFlowFormatException($"The set-field action has {body.Remaining} bytes after its field; less than 8 pad it", body.Offset);
        return new SetFieldAction(field);
    }

    private static void Write(OpenFlowAction action, ref WireWriter writer)
    {
        var start = writer.Position;
        writer.UInt16(TypeOf(action));
        var length = writer.BeginLength();
        switch (action)
        {
            case OutputAction output:
                writer.UInt32(output.Port);
                writer.UInt16(output.MaxLength);
                writer.Zeros(6);
                break;
            case PushVlanAction push:
                writer.UInt16(push.EtherType);
                writer.Zeros(2);
                break;
            case PopVlanAction:
                writer.Zeros(4);
                break;
            case GroupAction group:
                writer.UInt32(group.GroupId);
                break;
            case SetFieldAction set:
                MatchWire.WriteField(set.Field, ref writer);
                writer.PadTo8(start);
                break;
            case RawAction raw:
                writer.Bytes(raw.Body.AsSpan());
                break;
            default:
                NiciraWire.Write(action, start, ref writer);
                break;
        }
        if ((writer.Position - start) % 8 != 0) throw Odd(action, writer.Position - start);
        writer.EndLength(length, start);
    }

    private static InvalidOperationException Odd(OpenFlowAction action, int length) => new($"{action} has {length} bytes; a multiple of 8 is needed");

    private static ushort TypeOf(OpenFlowAction action) => action switch
    {
        OutputAction => Output,
        PushVlanAction => PushVlan,
        PopVlanAction => PopVlan,
        GroupAction => Group,
        SetFieldAction => SetField,
        RawAction raw => raw.ActionType,
        _ => Experimenter,
    };

    private static string Name(ushort type) => type switch
    {
        Output => "output action",
        PushVlan => "push-vlan action",
        PopVlan => "pop-vlan action",
        Group => "group action",
        SetField => "set-field action",
        Experimenter => "experimenter action",
        _ => "action",
    };
}
