using System.Buffers;
using System.Buffers.Binary;

namespace L2sm.OpenFlow;

/// <summary>Finds messages in a stream of bytes by the length in their header (OpenFlow 1.3.5 §7.1).</summary>
public static class OpenFlowFraming
{
    /// <summary>Cuts the first whole message off the buffer; false if more bytes are needed.</summary>
    /// <exception cref="OpenFlowFormatException">The header says less than its own 8 bytes: the stream cannot be followed any more.</exception>
    public static bool TryReadFrame(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        const int LengthOffset = 2;
        const int End = LengthOffset + sizeof(ushort);
        scoped var start = buffer.FirstSpan;
        if (start.Length < End)
        {
            if (buffer.Length < End) return false;
            Span<byte> copied = stackalloc byte[End];
            buffer.Slice(0, End).CopyTo(copied);
            start = copied;
        }
        var length = BinaryPrimitives.ReadUInt16BigEndian(start[LengthOffset..]);
        if (length < OpenFlowCodec.HeaderLength)
            throw new OpenFlowFormatException($"The header says that the message has {length} bytes; its header alone has {OpenFlowCodec.HeaderLength}", LengthOffset);
        if (buffer.Length < length) return false;
        frame = buffer.Slice(0, length);
        buffer = buffer.Slice(length);
        return true;
    }
}
