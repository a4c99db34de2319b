using L2sm.OpenFlow;
using L2sm.Sdn.Telemetry;

namespace L2sm.Sdn.Sessions;

/// <summary>Counts what the messages of a session do not tell by their type.</summary>
internal sealed class SessionCounters
{
    private long discovery, other, errors;

    public void CountPacketIn(bool isDiscovery)
    {
        if (isDiscovery) Interlocked.Increment(ref discovery);
        else Interlocked.Increment(ref other);
    }

    public void CountError() => Interlocked.Increment(ref errors);

    /// <summary>With what was sent by now.</summary>
    public SwitchCounters Read(MessageCounts sent) => new(
        sent.Sent((int)MessageType.FlowMod), sent.Sent((int)MessageType.GroupMod),
        Interlocked.Read(ref discovery), Interlocked.Read(ref other), Interlocked.Read(ref errors));
}
