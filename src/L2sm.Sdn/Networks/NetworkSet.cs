using System.Collections.Immutable;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Networks;

/// <summary>Every network that is wanted: the controller's whole desired state. Immutable; a port is in one network at most.</summary>
public sealed class NetworkSet
{
    /// <summary>No networks.</summary>
    public static readonly NetworkSet Empty = new(
        ImmutableDictionary<NetworkId, L2Network>.Empty, ImmutableDictionary<PortKey, NetworkId>.Empty, ImmutableDictionary<ushort, NetworkId>.Empty, new NetworkLineage());

    private readonly ImmutableDictionary<ushort, NetworkId> vlans;
    private readonly NetworkLineage lineage;

    private NetworkSet(
        ImmutableDictionary<NetworkId, L2Network> networks,
        ImmutableDictionary<PortKey, NetworkId> owners,
        ImmutableDictionary<ushort, NetworkId> vlans,
        NetworkLineage lineage) =>
        (Networks, Owners, this.vlans, this.lineage) = (networks, owners, vlans, lineage);

    /// <summary>The networks by number.</summary>
    public ImmutableDictionary<NetworkId, L2Network> Networks { get; }

    /// <summary>The network that each attached or mirror port is in.</summary>
    public ImmutableDictionary<PortKey, NetworkId> Owners { get; }

    /// <summary>Adds a network, or puts it in place of the one with its number.</summary>
    /// <exception cref="PortTakenException">One of its ports is in another network, or both attached and a mirror.</exception>
    /// <exception cref="VlanTakenException">Its VLAN tag is another network's.</exception>
    public NetworkSet With(L2Network network)
    {
        var owners = Owners.ToBuilder();
        if (Networks.TryGetValue(network.Id, out var before))
            owners.RemoveRange(PortsOf(before));
        foreach (var port in PortsOf(network))
        {
            if (owners.TryGetValue(port, out var owner)) throw new PortTakenException(port, owner == network.Id ? network : Networks[owner]);
            owners.Add(port, network.Id);
        }
        var tags = before?.Vlan is { } old ? vlans.Remove(old) : vlans;
        if (network.Vlan is { } vlan)
        {
            if (tags.TryGetValue(vlan, out var other)) throw new VlanTakenException(vlan, Networks[other]);
            tags = tags.Add(vlan, network.Id);
        }
        return new NetworkSet(Networks.SetItem(network.Id, network), owners.ToImmutable(), tags, lineage.Then(network.Id));
    }

    /// <summary>Puts a port into a network: O(log n), unlike <see cref="With"/>.</summary>
    /// <param name="id">The network.</param>
    /// <param name="attachment">The port.</param>
    /// <param name="age">As <see cref="L2Network.With"/> takes it.</param>
    /// <exception cref="PortTakenException">The port is in another network, or a mirror of this one.</exception>
    /// <exception cref="KeyNotFoundException">There is no such network.</exception>
    public NetworkSet Attach(NetworkId id, Attachment attachment, long? age = null)
    {
        if (Owners.TryGetValue(attachment.Port, out var owner) && (owner != id || Networks[id].Mirrors.Contains(attachment.Port)))
            throw new PortTakenException(attachment.Port, Networks[owner]);
        return new NetworkSet(Networks.SetItem(id, Networks[id].With(attachment, age)), Owners.SetItem(attachment.Port, id), vlans, lineage.Then(id));
    }

    /// <summary>Takes a port out of the network that it is in, if any.</summary>
    public NetworkSet Detach(PortKey port) => Owners.TryGetValue(port, out var owner)
        ? new NetworkSet(Networks.SetItem(owner, Networks[owner].Without(port)), Owners.Remove(port), vlans, lineage.Then(owner))
        : this;

    /// <summary>Without this network and its attachments.</summary>
    public NetworkSet Without(NetworkId id) => Networks.TryGetValue(id, out var network)
        ? new NetworkSet(Networks.Remove(id), Owners.RemoveRange(PortsOf(network)), network.Vlan is { } vlan ? vlans.Remove(vlan) : vlans, lineage.Then(id))
        : this;

    /// <summary>
    /// The networks that may differ from an earlier set: those touched since, if this set was made from it in a few steps, else all of both.
    /// </summary>
    internal IEnumerable<NetworkId> MayDifferFrom(NetworkSet earlier) =>
        lineage.TouchedSince(earlier.lineage) ?? Networks.Keys.Union(earlier.Networks.Keys);

    private static IEnumerable<PortKey> PortsOf(L2Network network) => network.Attachments.Keys.Concat(network.Mirrors);
}

/// <summary>A port was asked into a second network.</summary>
public sealed class PortTakenException(PortKey port, L2Network owner)
    : InvalidOperationException($"port {port} is in network '{owner.Name}' ({owner.Id}) already: detach it there first")
{
    /// <summary>The port.</summary>
    public PortKey Port { get; } = port;

    /// <summary>The network that has it.</summary>
    public L2Network Owner { get; } = owner;
}

/// <summary>A second network was given the same VLAN tag: on links that need tags the two would be one.</summary>
public sealed class VlanTakenException(ushort vlan, L2Network owner)
    : InvalidOperationException($"VLAN tag {vlan} is that of network '{owner.Name}' ({owner.Id}): give each network its own")
{
    /// <summary>The tag.</summary>
    public ushort Vlan { get; } = vlan;

    /// <summary>The network that has it.</summary>
    public L2Network Owner { get; } = owner;
}
