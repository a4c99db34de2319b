namespace L2sm.OpenFlow;

/// <summary>Bytes that are no OpenFlow message: the message says what is wrong, <see cref="Offset"/> where.</summary>
public sealed class OpenFlowFormatException(string message, int offset) : Exception($"{message} (at byte {offset} of the message)")
{
    /// <summary>Bytes from the start of the frame to what is wrong.</summary>
    public int Offset { get; } = offset;
}
