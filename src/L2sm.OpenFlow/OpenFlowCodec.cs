using System.Buffers;
using System.Buffers.Binary;
using L2sm.OpenFlow.Wire;

namespace L2sm.OpenFlow;

/// <summary>Bytes to messages and back (OpenFlow 1.3.5 §7).</summary>
/// <remarks>
/// What is unknown (messages, fields, actions, instructions, multiparts) is kept as raw bytes and written back unchanged.
/// Padding and reserved bytes are skipped and written as zeros. Matches come out in their canonical order.
/// </remarks>
public static class OpenFlowCodec
{
    /// <summary>The version byte of OpenFlow 1.3.</summary>
    public const byte Version13 = 4;

    /// <summary>Bytes of the header that each message begins with (OpenFlow 1.3.5 §7.1).</summary>
    public const int HeaderLength = 8;

    /// <summary>The most bytes that a message can have: its length field has 16 bits.</summary>
    public const int MaxLength = 0xffff;

    /// <inheritdoc cref="Decode(ReadOnlySpan{byte})"/>
    public static OpenFlowMessage Decode(ReadOnlySequence<byte> frame)
    {
        if (frame.IsSingleSegment) return Decode(frame.FirstSpan);
        if (frame.Length > MaxLength) throw new OpenFlowFormatException($"The frame has {frame.Length} bytes; no message has more than {MaxLength}", 0);
        var length = (int)frame.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            frame.CopyTo(rented);
            return Decode(rented.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Reads a frame that holds exactly one message.</summary>
    /// <exception cref="OpenFlowFormatException">The bytes are no OpenFlow 1.3 message, nor a hello of any version.</exception>
    public static OpenFlowMessage Decode(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < HeaderLength) throw new OpenFlowFormatException($"The frame has {frame.Length} bytes; a header has {HeaderLength}", frame.Length);
        var length = BinaryPrimitives.ReadUInt16BigEndian(frame[2..]);
        if (length != frame.Length) throw new OpenFlowFormatException($"The header says {length} bytes, the frame has {frame.Length}", 2);
        var type = (MessageType)frame[1];
        if (type != MessageType.Hello && frame[0] != Version13)
            throw new OpenFlowFormatException($"A message of type {frame[1]} has version {frame[0]}; only version {Version13} (OpenFlow 1.3) is spoken here", 0);
        var xid = BinaryPrimitives.ReadUInt32BigEndian(frame[4..]);
        var body = new WireReader(frame[HeaderLength..], HeaderLength, type.ToString());
        return MessageReader.Read(frame[0], type, ref body) with { Xid = xid };
    }

    /// <summary>Writes a message, in one piece.</summary>
    /// <exception cref="InvalidOperationException">The message cannot be written: it is too long, or a part does not fit its place.</exception>
    public static void Encode(OpenFlowMessage message, IBufferWriter<byte> output)
    {
        var length = GetLength(message);
        var writer = new WireWriter(output.GetSpan(length)[..length]);
        MessageWriter.Write(message, ref writer);
        output.Advance(length);
    }

    /// <summary>The bytes that the message takes, its header included.</summary>
    /// <exception cref="InvalidOperationException">The message cannot be written: it is too long, or a part does not fit its place.</exception>
    public static int GetLength(OpenFlowMessage message)
    {
        var measure = WireWriter.Measuring();
        MessageWriter.Write(message, ref measure);
        if (measure.Position > MaxLength)
        {
            throw new InvalidOperationException(
                $"A {message.Type} of {measure.Position} bytes does not fit a message of at most {MaxLength}: split it (groups by chaining, multiparts by parts)");
        }
        return measure.Position;
    }
}
