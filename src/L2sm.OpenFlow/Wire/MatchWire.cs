using System.Buffers.Binary;
using System.Runtime.InteropServices;
using L2sm.OpenFlow.Matching;

namespace L2sm.OpenFlow.Wire;

/// <summary>ofp_match and its fields (OpenFlow 1.3.5 §7.2.3).</summary>
internal static class MatchWire
{
    private const ushort OxmMatch = 1;
    private const int MatchHeader = 4;
    private const int MaxBody = 0xff;

    /// <summary>Fields of a usual match, which need no memory but the match's own.</summary>
    private const int UsualFields = 8;

    /// <summary>A match whose length, without its padding, is said elsewhere too.</summary>
    public static Match Read(ref WireReader reader, int length)
    {
        var ahead = reader.Ahead;
        if (ahead.Length >= MatchHeader && BinaryPrimitives.ReadUInt16BigEndian(ahead[2..]) is var own && own != length)
            throw new OpenFlowFormatException($"The match in {reader.What} says {own} bytes, what comes before it {length}", reader.Offset + 2);
        return Read(ref reader);
    }

    public static Match Read(ref WireReader reader)
    {
        var start = reader.Offset;
        var type = reader.UInt16();
        if (type != OxmMatch) throw new OpenFlowFormatException($"The match in {reader.What} has type {type}; only 1 (OXM) is known", start);
        int length = reader.UInt16();
        if (length < MatchHeader) throw new OpenFlowFormatException($"The match in {reader.What} says {length} bytes; its header alone has {MatchHeader}", start + 2);
        var body = reader.Nested(length - MatchHeader, "match");
        Span<OxmField> fields = stackalloc OxmField[UsualFields];
        var count = 0;
        List<RawOxm>? raw = null;
        while (body.Remaining > 0)
        {
            if (ReadField(ref body, out var unknown) is not { } field)
            {
                (raw ??= []).Add(unknown!);
                continue;
            }
            if (count == fields.Length)
            {
                var more = new OxmField[2 * count];
                fields.CopyTo(more);
                fields = more;
            }
            fields[count++] = field;
        }
        reader.Skip((8 - length % 8) % 8);
        if (count == 0 && raw is null) return Match.Any;
        return Match.TryCreate(fields[..count], CollectionsMarshal.AsSpan(raw), out var match, out var twice)
            ? match
            : throw new OpenFlowFormatException($"{twice} is in the match twice", start);
    }

    /// <summary>A field, or null and its raw form.</summary>
    public static OxmField? ReadField(ref WireReader reader, out RawOxm? raw)
    {
        var at = reader.Offset;
        var oxmClass = reader.UInt16();
        var fieldAndMask = reader.Byte();
        int length = reader.Byte();
        var number = (byte)(fieldAndMask >> 1);
        var hasMask = (fieldAndMask & 1) != 0;
        var width = hasMask ? length / 2 : length;
        if (oxmClass == Oxm.ExperimenterClass || width is 0 or > 16)
        {
            raw = new RawOxm(oxmClass, number, hasMask, EquatableArray.Create(reader.Take(length)));
            return null;
        }
        raw = null;
        if (hasMask && length % 2 != 0)
            throw new OpenFlowFormatException($"Field {number} of class 0x{oxmClass:x4} has a mask but {length} bytes, an odd number", at + 3);
        var value = reader.Number(width);
        UInt128? mask = hasMask ? reader.Number(width) : null;
        return new OxmField(new OxmType(oxmClass, number, (byte)width), value, mask);
    }

    /// <summary>Returns the place where the match ends and its padding begins.</summary>
    public static int Write(Match match, ref WireWriter writer)
    {
        var start = writer.Position;
        writer.UInt16(OxmMatch);
        var length = writer.BeginLength();
        foreach (ref readonly var field in match.Fields.AsSpan()) WriteField(field, ref writer);
        foreach (var raw in match.RawFields.AsSpan())
        {
            if (raw.Body.Count > MaxBody || raw.Field > 127) throw new InvalidOperationException($"{raw} does not fit the header of a field");
            WriteHeader(raw.Class, raw.Field, raw.HasMask, raw.Body.Count, ref writer);
            writer.Bytes(raw.Body.AsSpan());
        }
        var end = writer.Position;
        writer.EndLength(length, start);
        writer.PadTo8(start);
        return end;
    }

    public static void WriteField(in OxmField field, ref WireWriter writer)
    {
        var type = field.Type;
        if (type.Width is 0 or > 16 || type.Field > 127) throw new InvalidOperationException($"{type} is no field of 1 to 16 bytes");
        WriteHeader(type.Class, type.Field, field.HasMask, field.HasMask ? 2 * type.Width : type.Width, ref writer);
        writer.Number(field.Value, type);
        if (field.HasMask) writer.Number(field.Mask.GetValueOrDefault(), type);
    }

    private static void WriteHeader(ushort oxmClass, byte field, bool hasMask, int length, ref WireWriter writer)
    {
        writer.UInt16(oxmClass);
        writer.Byte((byte)(field << 1 | (hasMask ? 1 : 0)));
        writer.Byte((byte)length);
    }
}
