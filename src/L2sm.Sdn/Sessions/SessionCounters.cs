using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;

namespace L2sm.Sdn.Sessions;

/// <summary>Counts what passes over a session.</summary>
internal sealed class SessionCounters
{
    private long flowMods, groupMods, discovery, other, errors;

    public void CountSent(OpenFlowMessage message)
    {
        if (message is BundleAddMessage add) message = add.Change;
        if (message is FlowMod) Interlocked.Increment(ref flowMods);
        else if (message is GroupMod) Interlocked.Increment(ref groupMods);
    }

    public void CountPacketIn(bool isDiscovery)
    {
        if (isDiscovery) Interlocked.Increment(ref discovery);
        else Interlocked.Increment(ref other);
    }

    public void CountError() => Interlocked.Increment(ref errors);

    public SwitchCounters Read() => new(
        Interlocked.Read(ref flowMods), Interlocked.Read(ref groupMods), Interlocked.Read(ref discovery), Interlocked.Read(ref other), Interlocked.Read(ref errors));
}
