using System.Buffers.Binary;
using System.Text;
using L2sm.OpenFlow.Matching;

namespace L2sm.OpenFlow.Wire;

/// <summary>
/// Writes big-endian numbers and nested structures as long as there is room, and goes on measuring where there is none: one code path, so
/// lengths are exact, and what fits is written in one go.
/// </summary>
internal ref struct WireWriter
{
    private readonly Span<byte> bytes;

    public WireWriter(Span<byte> bytes) => this.bytes = bytes;

    /// <summary>Bytes so far, written or not.</summary>
    public int Position { get; private set; }

    /// <summary>All of them are written.</summary>
    public readonly bool HasWrittenAll => Position <= bytes.Length;

    public static WireWriter Measuring() => default;

    public void Byte(byte value)
    {
        if (Position < bytes.Length) bytes[Position] = value;
        Position++;
    }

    public void UInt16(ushort value)
    {
        if (Fits(sizeof(ushort))) BinaryPrimitives.WriteUInt16BigEndian(bytes[Position..], value);
        Position += sizeof(ushort);
    }

    public void UInt32(uint value)
    {
        if (Fits(sizeof(uint))) BinaryPrimitives.WriteUInt32BigEndian(bytes[Position..], value);
        Position += sizeof(uint);
    }

    public void UInt64(ulong value)
    {
        if (Fits(sizeof(ulong))) BinaryPrimitives.WriteUInt64BigEndian(bytes[Position..], value);
        Position += sizeof(ulong);
    }

    /// <summary>A number of that many bytes; more than 16 have zeros in front.</summary>
    public void Number(UInt128 value, int width, string what)
    {
        if (!FitsIn(value, width)) throw TooBig(what, value, width);
        Number(value, width);
    }

    /// <summary>A value of a match field.</summary>
    public void Number(UInt128 value, OxmType type)
    {
        if (!FitsIn(value, type.Width)) throw TooBig($"{type}", value, type.Width);
        Number(value, type.Width);
    }

    private static InvalidOperationException TooBig(string what, UInt128 value, int width) => new($"{what} has the value 0x{value:x}, too big for {width} bytes");

    private static bool FitsIn(UInt128 value, int width) => OxmType.Fits((ulong)(value >> 64), (ulong)value, width);

    private void Number(UInt128 value, int width)
    {
        const int Most = 16;
        switch (width)
        {
            case sizeof(byte):
                Byte((byte)value);
                return;
            case sizeof(ushort):
                UInt16((ushort)value);
                return;
            case sizeof(uint):
                UInt32((uint)value);
                return;
            case sizeof(ulong):
                UInt64((ulong)value);
                return;
            case > Most:
                Zeros(width - Most);
                width = Most;
                break;
        }
        Span<byte> all = stackalloc byte[Most];
        BinaryPrimitives.WriteUInt128BigEndian(all, value);
        Bytes(all[(Most - width)..]);
    }

    private readonly bool Fits(int count) => Position <= bytes.Length - count;

    public void Bytes(scoped ReadOnlySpan<byte> value)
    {
        if (Fits(value.Length)) value.CopyTo(bytes[Position..]);
        Position += value.Length;
    }

    public void Zeros(int count)
    {
        if (Fits(count)) bytes.Slice(Position, count).Clear();
        Position += count;
    }

    /// <summary>Zeros up to the next multiple of 8 bytes after the start of a structure.</summary>
    public void PadTo8(int start) => Zeros((8 - (Position - start) % 8) % 8);

    public void Text(string value, int size, string what)
    {
        if (value.Length > size) throw new InvalidOperationException($"{what} '{value}' has {value.Length} characters; {size} fit");
        foreach (var c in value)
        {
            if (c is '\0' or > '\xff') throw new InvalidOperationException($"{what} '{value}' has a character that is not one byte of Latin-1");
        }
        if (Fits(value.Length)) Encoding.Latin1.GetBytes(value, bytes.Slice(Position, value.Length));
        Position += value.Length;
        Zeros(size - value.Length);
    }

    /// <summary>Leaves room for a 16-bit length that <see cref="EndLength"/> fills in.</summary>
    public int BeginLength()
    {
        UInt16(0);
        return Position - sizeof(ushort);
    }

    /// <summary>Fills in the length of what was written since <paramref name="start"/>.</summary>
    public readonly void EndLength(int lengthPosition, int start) => SetLength(lengthPosition, Position - start);

    /// <summary>Fills in a length.</summary>
    public readonly void SetLength(int lengthPosition, int length)
    {
        // A structure that is too long makes the message so; the codec says that once it has measured all.
        if (lengthPosition <= bytes.Length - sizeof(ushort)) BinaryPrimitives.WriteUInt16BigEndian(bytes[lengthPosition..], (ushort)length);
    }
}
