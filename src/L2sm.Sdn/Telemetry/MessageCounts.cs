using L2sm.OpenFlow;

namespace L2sm.Sdn.Telemetry;

/// <summary>
/// Messages and bytes of one session, by type. The reader counts what came and the writer what went: each number has one writer, so that
/// counting is an addition and nothing else.
/// </summary>
internal sealed class MessageCounts
{
    /// <summary>Types that OpenFlow 1.3 knows, and one place for the others.</summary>
    public const int Types = (int)MessageType.MeterMod + 2;

    private static readonly string[] Names =
        [.. Enumerable.Range(0, Types).Select(type => Enum.IsDefined((MessageType)type) ? ((MessageType)type).ToString() : "Unknown")];

    private readonly long[] received = new long[Types], sent = new long[Types];
    private long bytesReceived, bytesSent;

    /// <summary>Bytes that came.</summary>
    public long BytesReceived => Volatile.Read(ref bytesReceived);

    /// <summary>Bytes that went.</summary>
    public long BytesSent => Volatile.Read(ref bytesSent);

    /// <summary>The name of a type by its place.</summary>
    public static string NameOf(int type) => Names[type];

    /// <summary>By the reader.</summary>
    public void CountReceived(MessageType type, long bytes)
    {
        received[Place(type)]++;
        bytesReceived += bytes;
    }

    /// <summary>By the writer.</summary>
    public void CountSent(MessageType type, long bytes)
    {
        sent[Place(type)]++;
        bytesSent += bytes;
    }

    /// <summary>How many of a type came.</summary>
    public long Received(int type) => Volatile.Read(ref received[type]);

    /// <summary>How many of a type went.</summary>
    public long Sent(int type) => Volatile.Read(ref sent[type]);

    /// <summary>Adds those of a session that is over; neither may be counting.</summary>
    public void Add(MessageCounts other)
    {
        for (var type = 0; type < Types; type++)
        {
            received[type] += other.received[type];
            sent[type] += other.sent[type];
        }
        bytesReceived += other.bytesReceived;
        bytesSent += other.bytesSent;
    }

    private static int Place(MessageType type) => Math.Min((int)type, Types - 1);
}
