using L2sm.OpenFlow;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>What makes a network a virtual link: two fixed ends, and the way between them.</summary>
/// <param name="From">One end.</param>
/// <param name="To">The other.</param>
/// <param name="Path">The switches from end to end, both included; empty where any way will do.</param>
internal sealed record VirtualLink(PortKey From, PortKey To, EquatableArray<DatapathId> Path)
{
    public bool HasEnd(PortKey port) => port == From || port == To;
}
