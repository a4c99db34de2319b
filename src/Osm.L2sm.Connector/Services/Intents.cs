using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>Everything that is wanted at one moment. Immutable; every look-up goes by an index.</summary>
internal sealed record Intents
{
    public static readonly Intents Empty = new();

    private Intents() { }

    public ImmutableDictionary<Guid, NetworkIntent> ById { get; private init; } = ImmutableDictionary<Guid, NetworkIntent>.Empty;

    /// <summary>The ids in the order of creation.</summary>
    public ImmutableSortedDictionary<long, Guid> Order { get; private init; } = ImmutableSortedDictionary<long, Guid>.Empty;

    /// <summary>RO's names are not unique: a network with a name of its own in the cluster may share one.</summary>
    public ImmutableDictionary<string, ImmutableSortedSet<long>> ByNetName { get; private init; } =
        ImmutableDictionary.Create<string, ImmutableSortedSet<long>>(StringComparer.Ordinal);

    public ImmutableDictionary<string, Guid> ByClusterName { get; private init; } = ImmutableDictionary.Create<string, Guid>(StringComparer.Ordinal);

    public ImmutableDictionary<Guid, Guid> ByRequestId { get; private init; } = ImmutableDictionary<Guid, Guid>.Empty;

    public ImmutableDictionary<NetworkId, Guid> ByNumber { get; private init; } = ImmutableDictionary<NetworkId, Guid>.Empty;

    /// <summary>The port that an address is said to live behind, in each network.</summary>
    public ImmutableDictionary<(NetworkId Network, MacAddress Address), PortKey> ByAddress { get; private init; } =
        ImmutableDictionary<(NetworkId, MacAddress), PortKey>.Empty;

    /// <summary>The attached ports as they were asked for; the fabric's attachments have what is configured besides.</summary>
    public ImmutableDictionary<PortKey, PortIntent> Ports { get; private init; } = ImmutableDictionary<PortKey, PortIntent>.Empty;

    /// <summary>The VLANs of the living networks.</summary>
    public ImmutableHashSet<ushort> Vlans { get; private init; } = [];

    /// <summary>The guard of ports about which nothing was said.</summary>
    public AntiSpoofing AntiSpoofing { get; private init; }

    /// <summary>What the fabric is to make true: all networks but the management ones.</summary>
    public NetworkSet Wanted { get; private init; } = NetworkSet.Empty;

    /// <summary>The number given last; the next one follows it, so that a number is not reused for long.</summary>
    public uint LastNumber { get; private init; }

    /// <summary>The VLAN given last.</summary>
    public ushort LastVlan { get; private init; }

    public long LastSequence { get; private init; }

    public static Intents From(JournalContents contents, AntiSpoofing antiSpoofing = AntiSpoofing.Off)
    {
        var intents = Empty with { AntiSpoofing = antiSpoofing };
        foreach (var network in contents.Networks) intents = intents.Added(network);
        foreach (var (network, port) in contents.Mirrors) intents = intents.Mirrored(network, port);
        foreach (var (network, port) in contents.Ports) intents = intents.Attached(network, port);
        return intents with { LastNumber = contents.LastNumber, LastVlan = contents.LastVlan };
    }

    public Intents After(IntentChange change) => change switch
    {
        IntentChange.NetworkAdded added => Added(added.Network),
        IntentChange.NetworkClaimed claimed => Claimed(claimed),
        IntentChange.NetworkPolled polled => this with { ById = ById.SetItem(polled.Network, ById[polled.Network] with { Polled = true }) },
        IntentChange.NetworkRemoved removed => Removed(ById[removed.Network]),
        IntentChange.NetworkRated rated => Rated(rated.Network, rated.Rate),
        IntentChange.PortAttached attached => Attached(attached.Network, attached.Port),
        IntentChange.PortDetached detached => Detached(detached.Port),
        IntentChange.MirrorAdded added => Mirrored(added.Network, added.Port),
        _ => this,
    };

    /// <summary>The network of this name in the cluster.</summary>
    public NetworkIntent? Named(string clusterName) => ByClusterName.TryGetValue(clusterName, out var id) ? ById[id] : null;

    /// <summary>The network that a port is attached to or mirrors.</summary>
    public NetworkIntent? OwnerOf(PortKey port) => Wanted.Owners.TryGetValue(port, out var number) ? ById[ByNumber[number]] : null;

    /// <summary>The port is a mirror, and so attached to nothing.</summary>
    public bool IsMirror(PortKey port) => Wanted.Owners.TryGetValue(port, out var number) && Wanted.Networks[number].Mirrors.Contains(port);

    /// <summary>The mirror ports asked for, empty for a management network.</summary>
    public ImmutableSortedSet<PortKey> MirrorsOf(NetworkIntent network) => network.Number is { } number ? Wanted.Networks[number].Mirrors : [];

    /// <summary>The ports asked for, empty for a management network.</summary>
    public ImmutableSortedDictionary<PortKey, Attachment> AttachmentsOf(NetworkIntent network) =>
        network.Number is { } number ? Wanted.Networks[number].Attachments : ImmutableSortedDictionary<PortKey, Attachment>.Empty;

    /// <summary>A number that no living network has: the next after the last given, from 1 again after the highest.</summary>
    /// <exception cref="RefusedException">All <see cref="NetworkId.MaxValue"/> numbers live.</exception>
    public NetworkId FreeNumber()
    {
        if (ByNumber.Count >= NetworkId.MaxValue)
            throw new RefusedException(ErrorKind.ResourceExhausted, Reasons.NetworkNumbersExhausted, "all network numbers are in use: delete networks first");
        var number = LastNumber;
        do number = number >= NetworkId.MaxValue ? 1 : number + 1;
        while (ByNumber.ContainsKey(new NetworkId(number)));
        return new NetworkId(number);
    }

    /// <summary>A VLAN that no living network has, by the same order; null where all <see cref="L2Network.MaxVlan"/> live.</summary>
    public ushort? FreeVlan()
    {
        if (Vlans.Count >= L2Network.MaxVlan) return null;
        var vlan = LastVlan;
        do vlan = (ushort)(vlan >= L2Network.MaxVlan ? 1 : vlan + 1);
        while (Vlans.Contains(vlan));
        return vlan;
    }

    private Intents Added(NetworkIntent network) => this with
    {
        ById = ById.Add(network.Id, network),
        Order = Order.Add(network.Sequence, network.Id),
        ByNetName = ByNetName.SetItem(network.Request.NetName, ByNetName.GetValueOrDefault(network.Request.NetName, []).Add(network.Sequence)),
        ByClusterName = ByClusterName.Add(network.ClusterName, network.Id),
        ByRequestId = ByRequestId.Add(network.RequestId, network.Id),
        ByNumber = network.Number is { } number ? ByNumber.Add(number, network.Id) : ByNumber,
        Vlans = network.Vlan is { } vlan ? Vlans.Add(vlan) : Vlans,
        Wanted = network.Number is { } wanted
            ? Wanted.With(new L2Network(wanted, network.ClusterName) { Vlan = network.Vlan, Path = network.HeldPath, Rate = network.Rate })
            : Wanted,
        LastNumber = network.Number?.Value ?? LastNumber,
        LastVlan = network.Vlan ?? LastVlan,
        LastSequence = network.Sequence,
    };

    private Intents Removed(NetworkIntent network)
    {
        var sameName = ByNetName[network.Request.NetName].Remove(network.Sequence);
        return this with
        {
            ById = ById.Remove(network.Id),
            Order = Order.Remove(network.Sequence),
            ByNetName = sameName.IsEmpty ? ByNetName.Remove(network.Request.NetName) : ByNetName.SetItem(network.Request.NetName, sameName),
            ByClusterName = ByClusterName.Remove(network.ClusterName),
            ByRequestId = ByRequestId.Remove(network.RequestId),
            ByNumber = network.Number is { } number ? ByNumber.Remove(number) : ByNumber,
            ByAddress = ByAddress.RemoveRange(AttachmentsOf(network).Values.SelectMany(a => a.MacAddresses.Select(m => (network.Number!.Value, m)))),
            Ports = Ports.RemoveRange(AttachmentsOf(network).Keys),
            Vlans = network.Vlan is { } vlan ? Vlans.Remove(vlan) : Vlans,
            Wanted = network.Number is { } wanted ? Wanted.Without(wanted) : Wanted,
        };
    }

    private Intents Claimed(IntentChange.NetworkClaimed change)
    {
        var before = ById[change.Network];
        return this with
        {
            ById = ById.SetItem(before.Id, before with { RequestId = change.RequestId, ClaimedAt = change.At }),
            ByRequestId = ByRequestId.Remove(before.RequestId).Add(change.RequestId, before.Id),
        };
    }

    private Intents Rated(Guid network, RateLimit? rate)
    {
        var before = ById[network];
        return this with
        {
            ById = ById.SetItem(network, before with { Rate = rate }),
            Wanted = Wanted.With(Wanted.Networks[before.Number!.Value] with { Rate = rate }),
        };
    }

    private Intents Mirrored(Guid network, PortKey port)
    {
        var before = Wanted.Networks[ById[network].Number!.Value];
        return this with { Wanted = Wanted.With(before with { Mirrors = before.Mirrors.Add(port) }) };
    }

    private Intents Attached(Guid network, PortIntent port)
    {
        var number = ById[network].Number!.Value;
        var others = ByAddress;
        // Not detached and attached anew: the port keeps its age in the network.
        if (Ports.TryGetValue(port.Port, out var before))
            others = others.RemoveRange(before.MacAddresses.Select(m => (number, m)));
        return this with
        {
            Ports = Ports.SetItem(port.Port, port),
            Wanted = Wanted.Attach(number, port.ToAttachment(AntiSpoofing)),
            ByAddress = others.AddRange(port.MacAddresses.Select(m => KeyValuePair.Create((number, m), port.Port))),
        };
    }

    private Intents Detached(PortKey port) => Wanted.Owners.TryGetValue(port, out var number)
        ? this with
        {
            Ports = Ports.Remove(port),
            Wanted = Wanted.Detach(port),
            ByAddress = Ports.TryGetValue(port, out var attached) ? ByAddress.RemoveRange(attached.MacAddresses.Select(m => (number, m))) : ByAddress,
        }
        : this;
}
