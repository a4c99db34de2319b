using System.Collections.Immutable;

namespace Osm.L2sm.Connector.Services;

/// <summary>What a cluster has for networks, and what is missing.</summary>
/// <param name="Nodes">Its nodes, sorted.</param>
/// <param name="Faults">What is wrong with the cluster as a whole, each with its cure.</param>
internal sealed record ClusterReport(ImmutableArray<ClusterNode> Nodes, ImmutableArray<string> Faults)
{
    public static readonly ClusterReport None = new([], []);
}

/// <summary>A node and its switch.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Overlay">The Overlay that gives it a switch; empty where none does.</param>
/// <param name="Datapath">The id that the switch has or would have.</param>
/// <param name="IsConnected">The switch is connected.</param>
/// <param name="PortsFree">Workload ports that no pod has.</param>
/// <param name="Ports">All of them.</param>
/// <param name="Missing">What is not as it should be, each with its cure.</param>
internal sealed record ClusterNode(string Node, string Overlay, ulong Datapath, bool IsConnected, int PortsFree, int Ports, ImmutableArray<string> Missing);
