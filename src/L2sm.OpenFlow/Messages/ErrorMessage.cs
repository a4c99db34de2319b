using System.Buffers.Binary;

namespace L2sm.OpenFlow.Messages;

/// <summary>The switch or the controller refuses a message (OpenFlow 1.3.5 §7.4.4); it has that message's xid.</summary>
/// <param name="ErrorType">OFPET_*.</param>
/// <param name="Code">What is wrong; its meaning depends on the type.</param>
/// <param name="Data">
/// At least the first 64 bytes of the refused message, behind 4 bytes of experimenter id if the type is 0xffff; or an ASCII text if the
/// hello failed.
/// </param>
public sealed record ErrorMessage(ushort ErrorType, ushort Code, EquatableArray<byte> Data = default) : OpenFlowMessage
{
    private const ushort HelloFailed = 0;
    private const ushort ExperimenterError = 0xffff;

    /// <inheritdoc/>
    public override MessageType Type => MessageType.Error;

    /// <summary>OpenFlow's names of type and code, as in BAD_REQUEST/IS_SLAVE, and which message was refused.</summary>
    public string Describe()
    {
        var name = ErrorNames.NameOf(ErrorType, Code);
        if (ErrorType == HelloFailed)
        {
            var text = new string([.. Data.Items.Select(static b => b is >= 0x20 and < 0x7f ? (char)b : '?')]);
            return text.Length == 0 ? name : $"{name}: {text}";
        }
        var refused = Data.AsSpan();
        if (ErrorType == ExperimenterError && refused.Length >= sizeof(uint))
        {
            name = $"{name} of 0x{BinaryPrimitives.ReadUInt32BigEndian(refused):x8}";
            refused = refused[sizeof(uint)..];
        }
        if (refused.Length < OpenFlowCodec.HeaderLength) return $"{name}, the refused message is not named";
        var type = (MessageType)refused[1];
        var typeName = Enum.IsDefined(type) ? type.ToString() : $"message type {refused[1]}";
        return $"{name}, refused {typeName} with xid 0x{BinaryPrimitives.ReadUInt32BigEndian(refused[4..]):x}";
    }
}
