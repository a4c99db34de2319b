namespace L2sm.OpenFlow;

/// <summary>Bytes to messages and back (OpenFlow 1.3.5 §7).</summary>
public static class OpenFlowCodec
{
    /// <summary>The version byte of OpenFlow 1.3.</summary>
    public const byte Version13 = 4;

    /// <summary>Bytes of the header that each message begins with (OpenFlow 1.3.5 §7.1).</summary>
    public const int HeaderLength = 8;

    /// <summary>The length field has 16 bits.</summary>
    public const int MaxLength = 0xffff;
}
