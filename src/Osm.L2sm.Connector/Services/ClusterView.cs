using L2sm.OpenFlow;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>A network as the cluster has it.</summary>
/// <param name="Object">Kind, namespace and name of the object that stands for it.</param>
/// <param name="Reason">Why the cluster is not further; empty where nothing is missing.</param>
/// <param name="Message">The same for people.</param>
internal sealed record ClusterView(string Object, string Reason, string Message)
{
    /// <summary>What is not as it should be although the network works.</summary>
    public EquatableArray<string> Warnings { get; init; } = [];

    /// <summary>Pods that can get an address in all; null where none is given out.</summary>
    public int? Capacity { get; init; }

    /// <summary>Addresses ever given out.</summary>
    public int AddressesGiven { get; init; }

    /// <summary>The pods that want it.</summary>
    public EquatableArray<PodView> Pods { get; init; } = [];

    /// <summary>Interfaces that are left, on each node.</summary>
    public EquatableArray<NodeView> Nodes { get; init; } = [];
}

/// <summary>A pod that wants a network.</summary>
/// <param name="Pod">Namespace and name.</param>
/// <param name="Node">Empty until it has one.</param>
/// <param name="Port">The switch port that it is behind; null while unknown.</param>
/// <param name="Interface">What its interface is called in it; empty until it is there.</param>
/// <param name="MacAddress">Of the interface; empty while unknown.</param>
/// <param name="IpAddresses">Of the interface.</param>
/// <param name="Missing">Why it is not in the network; empty where it is.</param>
internal sealed record PodView(
    string Pod, string Node, PortKey? Port, string Interface, string MacAddress, EquatableArray<string> IpAddresses, EquatableArray<string> Missing);

/// <summary>A node and what it can still take.</summary>
/// <param name="Node">Its name.</param>
/// <param name="PortsFree">Workload ports of its switch that no pod has.</param>
/// <param name="Ports">All of them.</param>
internal sealed record NodeView(string Node, int PortsFree, int Ports);
