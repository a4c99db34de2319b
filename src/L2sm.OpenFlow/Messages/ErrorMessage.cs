using System.Buffers.Binary;
using L2sm.OpenFlow.Wire;

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
    /// <summary>The type of errors that someone else than OpenFlow defines (OFPET_EXPERIMENTER).</summary>
    public const ushort ExperimenterError = 0xffff;
    private const ushort HelloFailed = 0;
    /// <summary>How Open vSwitch says experimenter errors in OpenFlow 1.0: the data begins with experimenter, type and code.</summary>
    private const ushort NiciraError = 0xb0c2;
    private const int NiciraHeader = 8;
    private const int BundleChange = 24;

    /// <inheritdoc/>
    public override MessageType Type => MessageType.Error;

    /// <summary>The header's version byte, which may be another than OpenFlow 1.3's: a peer refuses hellos in its own version.</summary>
    public byte Version { get; init; } = OpenFlowCodec.Version13;

    /// <summary>Who defines the error, if it is an experimenter's.</summary>
    public uint? ExperimenterId =>
        ErrorType is ExperimenterError or NiciraError && Data.Count >= sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(Data.AsSpan()) : null;

    /// <summary>What is wrong with a bundle, if the error says that (ONF extension 230).</summary>
    public BundleError? BundleError =>
        ErrorType == ExperimenterError && ExperimenterId == OnfWire.Experimenter && Enum.IsDefined((BundleError)Code) ? (BundleError)Code : null;

    /// <summary>OpenFlow's names of type and code, as in BAD_REQUEST/IS_SLAVE, and which message was refused.</summary>
    public string Describe()
    {
        if (ErrorType == HelloFailed)
        {
            var text = new string([.. Data.Items.Select(static b => b is >= 0x20 and < 0x7f ? (char)b : '?')]);
            return text.Length == 0 ? Name() : $"{Name()}: {text}";
        }
        var refused = Data.AsSpan()[Math.Min(Data.Count, ErrorType switch { ExperimenterError => sizeof(uint), NiciraError => NiciraHeader, _ => 0 })..];
        if (refused.Length < OpenFlowCodec.HeaderLength) return $"{Name()}, the refused message is not named";
        return $"{Name()}, refused {NameOf(refused)} with xid 0x{BinaryPrimitives.ReadUInt32BigEndian(refused[4..]):x}";
    }

    private string Name() => (ErrorType, ExperimenterId) switch
    {
        (ExperimenterError, { } id) => ErrorNames.NameOf(id, Code),
        (NiciraError, { } id) when Data.Count >= NiciraHeader => ErrorNames.NameOfOld(
            id, BinaryPrimitives.ReadUInt16BigEndian(Data.AsSpan()[4..]), BinaryPrimitives.ReadUInt16BigEndian(Data.AsSpan()[6..])),
        _ => ErrorNames.NameOf(ErrorType, Code),
    };

    /// <summary>The type of a message, and of the change in it if it is for a bundle.</summary>
    private static string NameOf(ReadOnlySpan<byte> message)
    {
        var type = (MessageType)message[1];
        if (type != MessageType.Experimenter) return TypeName(type);
        if (message.Length < BundleChange + 2 || BinaryPrimitives.ReadUInt32BigEndian(message[8..]) != OnfWire.Experimenter) return TypeName(type);
        return BinaryPrimitives.ReadUInt32BigEndian(message[12..]) == OnfWire.BundleAdd
            ? $"{TypeName((MessageType)message[BundleChange + 1])} of a bundle"
            : TypeName(type);
    }

    private static string TypeName(MessageType type) => Enum.IsDefined(type) ? type.ToString() : $"message type {(byte)type}";
}
