using System.Buffers;
using System.Buffers.Binary;
using L2sm.OpenFlow.Messages;
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

    /// <summary>Bytes that a <see cref="BundleAddMessage"/> takes around the change in it.</summary>
    public const int BundleOverhead = HeaderLength + 16;

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
    /// <exception cref="OpenFlowFormatException">The bytes are no OpenFlow 1.3 message, nor a hello or an error of any version.</exception>
    public static OpenFlowMessage Decode(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < HeaderLength) throw new OpenFlowFormatException($"The frame has {frame.Length} bytes; a header has {HeaderLength}", frame.Length);
        var length = BinaryPrimitives.ReadUInt16BigEndian(frame[2..]);
        if (length != frame.Length) throw new OpenFlowFormatException($"The header says {length} bytes, the frame has {frame.Length}", 2);
        var type = (MessageType)frame[1];
        ExpectVersion(frame[0], type, 0);
        var xid = BinaryPrimitives.ReadUInt32BigEndian(frame[4..]);
        var body = new WireReader(frame[HeaderLength..], HeaderLength, MessageNames.Of(type));
        return MessageReader.Read(frame[0], type, xid, ref body);
    }

    /// <summary>Writes a message, in one piece.</summary>
    /// <exception cref="InvalidOperationException">The message cannot be written: it is too long, or a part does not fit its place.</exception>
    public static void Encode(OpenFlowMessage message, IBufferWriter<byte> output) => Encode(message, message.Xid, output);

    /// <summary>Writes a message with another transaction id than it has, without a copy of it.</summary>
    /// <exception cref="InvalidOperationException">The message cannot be written: it is too long, or a part does not fit its place.</exception>
    public static void Encode(OpenFlowMessage message, uint xid, IBufferWriter<byte> output)
    {
        var writer = new WireWriter(output.GetSpan());
        MessageWriter.Write(message, xid, ref writer);
        ExpectFits(message, writer.Position);
        if (!writer.HasWrittenAll)
        {
            writer = new WireWriter(output.GetSpan(writer.Position));
            MessageWriter.Write(message, xid, ref writer);
        }
        output.Advance(writer.Position);
    }

    /// <summary>The bytes that the message takes, its header included.</summary>
    /// <exception cref="InvalidOperationException">The message cannot be written: it is too long, or a part does not fit its place.</exception>
    public static int GetLength(OpenFlowMessage message)
    {
        var length = Measure(message);
        ExpectFits(message, length);
        return length;
    }

    /// <summary>Whether the message can be put into a bundle: <see cref="BundleAddMessage"/> takes <see cref="BundleOverhead"/> bytes around it.</summary>
    /// <exception cref="InvalidOperationException">The message cannot be written: a part does not fit its place.</exception>
    public static bool FitsBundle(OpenFlowMessage message) => Measure(message) <= MaxLength - BundleOverhead;

    /// <summary>The bytes that a bucket takes in a group; <see cref="GroupMod.MaxBucketBytes"/> are there for all of them.</summary>
    /// <exception cref="InvalidOperationException">The bucket cannot be written: a part does not fit its place.</exception>
    public static int GetLength(Bucket bucket)
    {
        var measure = WireWriter.Measuring();
        GroupWire.WriteBucket(bucket, ref measure);
        return measure.Position;
    }

    internal static void ExpectVersion(byte version, MessageType type, int offset)
    {
        // A peer of another version says so by a hello or an error in its own; and Open vSwitch 3.1 refuses flow monitors in version 1.
        if (version == Version13 || type is MessageType.Hello or MessageType.Error) return;
        throw new OpenFlowFormatException($"A message of type {(byte)type} has version {version}; only version {Version13} (OpenFlow 1.3) is spoken here", offset);
    }

    private static void ExpectFits(OpenFlowMessage message, int length)
    {
        if (length > MaxLength)
            throw new InvalidOperationException(
                $"A {message.GetType().Name} of {length} bytes does not fit a message of at most {MaxLength}: split it (groups by chaining, multiparts by parts)");
    }

    private static int Measure(OpenFlowMessage message)
    {
        var measure = WireWriter.Measuring();
        MessageWriter.Write(message, message.Xid, ref measure);
        return measure.Position;
    }
}
