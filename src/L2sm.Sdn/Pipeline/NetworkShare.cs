using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Pipeline;

/// <summary>What one switch has to do for one network, whatever its tables look like.</summary>
/// <param name="Network">The network.</param>
/// <param name="TreeTag">The fingerprint of the network's tree.</param>
/// <param name="Alike">What all its switches have alike.</param>
/// <param name="Ports">Its attachments here; ports where links end are left out.</param>
/// <param name="Links">The tree's links here.</param>
/// <param name="Leaving">Links that the tree has left while others may still send over them: what comes in there is neither learned nor passed on.</param>
/// <param name="Spares">The ports beside those of its links that need tags, each with the link that it stands in for.</param>
/// <param name="Addresses">The known addresses of the network and the port, attached or a link's, that leads to each.</param>
/// <param name="Mirrors">The mirror ports here.</param>
/// <param name="MirrorLinks">Those of its links that lead to mirror ports elsewhere.</param>
internal sealed record NetworkShare(
    L2Network Network,
    ushort TreeTag,
    NetworkFlows Alike,
    ImmutableArray<Attachment> Ports,
    ImmutableArray<Neighbour> Links,
    ImmutableArray<uint> Leaving,
    ImmutableArray<(uint Spare, Neighbour Link)> Spares,
    ImmutableArray<(MacAddress Mac, uint Port)> Addresses,
    ImmutableArray<uint> Mirrors,
    ImmutableArray<Neighbour> MirrorLinks)
{
    /// <summary>Frames that come in by a port here are copied to a mirror, and copies pass on.</summary>
    public bool IsMirrored => Mirrors.Length + MirrorLinks.Length > 0;

    /// <summary>The network takes its links or none: no way round one that is dead.</summary>
    public bool IsPinned => Network.Path.Count > 0;

    /// <summary>Collects a share.</summary>
    internal sealed class Builder(L2Network network, NetworkTree tree, NetworkFlows alike, TopologyGraph graph, ImmutableArray<uint> leaving, DatapathId at)
    {
        public ImmutableArray<Attachment>.Builder Ports { get; } = ImmutableArray.CreateBuilder<Attachment>();

        public ImmutableArray<(MacAddress Mac, uint Port)>.Builder Addresses { get; } = ImmutableArray.CreateBuilder<(MacAddress Mac, uint Port)>();

        public ImmutableArray<uint>.Builder Mirrors { get; } = ImmutableArray.CreateBuilder<uint>();

        /// <summary>The ports of links towards mirrors.</summary>
        public HashSet<uint> TowardsMirrors { get; } = [];

        public NetworkShare ToShare() => new(
            network,
            tree.Tag,
            alike,
            Ports.ToImmutable(),
            tree.PortsOf(at),
            leaving,
            [.. from link in tree.PortsOf(at)
                where link.Carrier == LinkCarrier.Vlan
                from spare in graph.SparesOf(new PortKey(at, link.LocalPort))
                select (spare, link)],
            Addresses.ToImmutable(),
            Mirrors.ToImmutable(),
            [.. tree.PortsOf(at).Where(link => TowardsMirrors.Contains(link.LocalPort))]);
    }
}
