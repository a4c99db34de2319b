namespace L2sm.OpenFlow.Wire;

/// <summary>The names of message types: asking the enum would make garbage with each message.</summary>
internal static class MessageNames
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 256).Select(static i => ((MessageType)i).ToString())];

    public static string Of(MessageType type) => Names[(byte)type];
}
