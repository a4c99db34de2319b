using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Pipeline;

/// <summary>The size of packets that surely pass between a network's switches.</summary>
public static class UnderlayMtu
{
    /// <summary>An IEEE 802.1Q tag.</summary>
    private const int TagLength = 4;

    /// <summary>
    /// What the underlay leaves of its own MTU on the network's tightest link; null where the network has no link. A tag is counted for each tunnel
    /// that may be gone round, whether there is a detour now or not: hosts are told their MTU once, and links come and go.
    /// </summary>
    /// <param name="network">The network with the tree that it is to have.</param>
    /// <param name="options">The underlay's MTU and what tunnels take of it.</param>
    public static int? Of(NetworkPlan network, L2smControllerOptions options)
    {
        var pinned = network.Network.Path.Count > 0;
        int? overhead = null;
        foreach (var id in network.Goal.Switches)
            foreach (var link in network.Goal.PortsOf(id))
                overhead = Math.Max(overhead ?? 0, link.Carrier == LinkCarrier.Vlan ? TagLength : options.TunnelOverhead + (pinned ? 0 : TagLength));
        return options.UnderlayMtu - overhead;
    }
}
