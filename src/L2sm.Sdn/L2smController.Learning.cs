using System.Buffers.Binary;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Pipeline;

namespace L2sm.Sdn;

/// <content>Learning for switches that cannot do it themselves.</content>
public sealed partial class L2smController
{
    /// <summary>
    /// Teaches a plain switch where a sender is. Decided and posted under the lock that a change of the plan takes: a forgetting that the change
    /// brings comes later, and forgets this too. Never waits: what finds no room is shown again.
    /// </summary>
    private void LearnSender(SwitchAgent agent, NetworkId id, PacketIn packet)
    {
        if (packet.InPort is not { } port || ReadSender(packet.Data.AsSpan()) is not { IsMulticast: false } sender) return;
        lock (gate)
        {
            if (!agents.TryGetValue(agent.Id, out var current) || current != agent || !agent.Session.MayWrite || !plan.Graph.IsPlain(agent.Id)) return;
            if (!plan.Networks.Networks.TryGetValue(id, out var network) || PlainTables.WayTo(plan.FragmentOf(agent.Id, id), port) is not { } way) return;
            if (!agent.Taught.Admits(id.Value, sender, port)) return;
            foreach (var change in PlainTables.Teach(network, port, sender, way))
                if (!agent.Session.TrySend(change))
                {
                    agent.Taught.Forget(id.Value, sender);
                    return;
                }
        }
    }

    /// <summary>The Ethernet source; null if the frame has none.</summary>
    private static MacAddress? ReadSender(ReadOnlySpan<byte> frame) =>
        frame.Length < 14 ? null : new MacAddress((ulong)BinaryPrimitives.ReadUInt16BigEndian(frame[6..]) << 32 | BinaryPrimitives.ReadUInt32BigEndian(frame[8..]));
}
