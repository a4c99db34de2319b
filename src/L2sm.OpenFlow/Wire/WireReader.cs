using System.Buffers.Binary;

namespace L2sm.OpenFlow.Wire;

/// <summary>Reads big-endian numbers and nested structures; knows its place in the frame, for errors.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes, int offset, string what)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private readonly int start = offset;
    private int position;

    public readonly string What => what;

    /// <summary>Where the next byte is in the frame.</summary>
    public readonly int Offset => start + position;

    /// <summary>What is not read yet.</summary>
    public readonly ReadOnlySpan<byte> Ahead => bytes[position..];

    public readonly int Remaining => bytes.Length - position;

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining) throw CutShort(count);
        var taken = bytes.Slice(position, count);
        position += count;
        return taken;
    }

    // Apart, so that what is called for each number is short enough to be compiled into its callers.
    private readonly OpenFlowFormatException CutShort(int count) => new($"{What} is cut short: {count} bytes are needed, {Remaining} are left", Offset);

    public void Skip(int count) => Take(count);

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort)));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64BigEndian(Take(sizeof(ulong)));

    /// <summary>A number of 1 to 16 bytes.</summary>
    public UInt128 Number(int width)
    {
        var taken = Take(width);
        return width switch
        {
            sizeof(byte) => taken[0],
            sizeof(ushort) => BinaryPrimitives.ReadUInt16BigEndian(taken),
            sizeof(uint) => BinaryPrimitives.ReadUInt32BigEndian(taken),
            <= sizeof(ulong) => Low(taken),
            _ => new UInt128(Low(taken[..^sizeof(ulong)]), Low(taken[^sizeof(ulong)..])),
        };

        static ulong Low(ReadOnlySpan<byte> bytes)
        {
            if (bytes.Length == sizeof(ulong)) return BinaryPrimitives.ReadUInt64BigEndian(bytes);
            ulong value = 0;
            foreach (var b in bytes) value = value << 8 | b;
            return value;
        }
    }

    public EquatableArray<byte> Rest() => EquatableArray.Create(Take(Remaining));

    /// <summary>A structure of that many bytes, the ones already read not counted.</summary>
    public WireReader Nested(int length, string name)
    {
        var at = Offset;
        return new WireReader(Take(length), at, name);
    }

    /// <summary>A text in a field of fixed size that ends at the first zero byte; each byte is one character.</summary>
    public string Text(int size)
    {
        var field = Take(size);
        var end = field.IndexOf((byte)0);
        return System.Text.Encoding.Latin1.GetString(end < 0 ? field : field[..end]);
    }

    public readonly void ExpectEnd()
    {
        if (Remaining > 0) throw new OpenFlowFormatException($"{What} has {Remaining} bytes too many", Offset);
    }
}
