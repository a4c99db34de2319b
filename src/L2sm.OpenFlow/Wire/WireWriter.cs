using System.Buffers.Binary;
using System.Text;
using L2sm.OpenFlow.Matching;

namespace L2sm.OpenFlow.Wire;

/// <summary>Writes big-endian numbers and nested structures, or only measures them: one code path, so lengths are exact.</summary>
internal ref struct WireWriter
{
    private readonly Span<byte> bytes;
    private readonly bool measuring;

    public WireWriter(Span<byte> bytes) => this.bytes = bytes;

    private WireWriter(bool measuring) => this.measuring = measuring;

    public int Position { get; private set; }

    public static WireWriter Measuring() => new(measuring: true);

    public void Byte(byte value)
    {
        if (!measuring) bytes[Position] = value;
        Position++;
    }

    public void UInt16(ushort value)
    {
        if (!measuring) BinaryPrimitives.WriteUInt16BigEndian(bytes[Position..], value);
        Position += sizeof(ushort);
    }

    public void UInt32(uint value)
    {
        if (!measuring) BinaryPrimitives.WriteUInt32BigEndian(bytes[Position..], value);
        Position += sizeof(uint);
    }

    public void UInt64(ulong value)
    {
        if (!measuring) BinaryPrimitives.WriteUInt64BigEndian(bytes[Position..], value);
        Position += sizeof(ulong);
    }

    /// <summary>A number of that many bytes; more than 16 have zeros in front.</summary>
    public void Number(UInt128 value, int width, string what)
    {
        if (!Fits(value, width)) throw new InvalidOperationException($"{what} has the value 0x{value:x}, too big for {width} bytes");
        Number(value, width);
    }

    /// <summary>A value of a match field.</summary>
    public void Number(UInt128 value, OxmType type)
    {
        if (!Fits(value, type.Width)) throw new InvalidOperationException($"{type} has the value 0x{value:x}, too big for {type.Width} bytes");
        Number(value, type.Width);
    }

    private static bool Fits(UInt128 value, int width) => width >= 16 || value >> (8 * width) == 0;

    private void Number(UInt128 value, int width)
    {
        for (var i = width - 1; i >= 0; i--) Byte(i < 16 ? (byte)(value >> (8 * i)) : (byte)0);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        if (!measuring) value.CopyTo(bytes[Position..]);
        Position += value.Length;
    }

    public void Zeros(int count)
    {
        if (!measuring) bytes.Slice(Position, count).Clear();
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
        if (!measuring) Encoding.Latin1.GetBytes(value, bytes.Slice(Position, value.Length));
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
        if (!measuring) BinaryPrimitives.WriteUInt16BigEndian(bytes[lengthPosition..], (ushort)length);
    }
}
