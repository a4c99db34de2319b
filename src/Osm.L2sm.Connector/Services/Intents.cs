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

    /// <summary>What the fabric is to make true: all networks but the management ones.</summary>
    public NetworkSet Wanted { get; private init; } = NetworkSet.Empty;

    /// <summary>The number given last; the next one follows it, so that a number is not reused for long.</summary>
    public uint LastNumber { get; private init; }

    public long LastSequence { get; private init; }

    public static Intents From(JournalContents contents)
    {
        var intents = Empty with { LastNumber = contents.LastNumber };
        foreach (var network in contents.Networks) intents = intents.Added(network);
        foreach (var (network, attachment) in contents.Attachments) intents = intents.Attached(network, attachment);
        return intents with { LastNumber = contents.LastNumber };
    }

    public Intents After(IntentChange change) => change switch
    {
        IntentChange.NetworkAdded added => Added(added.Network),
        IntentChange.NetworkClaimed claimed => Claimed(claimed),
        IntentChange.NetworkPolled polled => this with { ById = ById.SetItem(polled.Network, ById[polled.Network] with { Polled = true }) },
        IntentChange.NetworkRemoved removed => Removed(ById[removed.Network]),
        IntentChange.PortAttached attached => Attached(attached.Network, attached.Attachment),
        IntentChange.PortDetached detached => Detached(detached.Port),
        _ => this,
    };

    /// <summary>The network of this name in the cluster.</summary>
    public NetworkIntent? Named(string clusterName) => ByClusterName.TryGetValue(clusterName, out var id) ? ById[id] : null;

    /// <summary>The network that a port is in.</summary>
    public NetworkIntent? OwnerOf(PortKey port) => Wanted.Owners.TryGetValue(port, out var number) ? ById[ByNumber[number]] : null;

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

    private Intents Added(NetworkIntent network) => this with
    {
        ById = ById.Add(network.Id, network),
        Order = Order.Add(network.Sequence, network.Id),
        ByNetName = ByNetName.SetItem(network.Request.NetName, ByNetName.GetValueOrDefault(network.Request.NetName, []).Add(network.Sequence)),
        ByClusterName = ByClusterName.Add(network.ClusterName, network.Id),
        ByRequestId = ByRequestId.Add(network.RequestId, network.Id),
        ByNumber = network.Number is { } number ? ByNumber.Add(number, network.Id) : ByNumber,
        Wanted = network.Number is { } wanted ? Wanted.With(new L2Network(wanted, network.ClusterName)) : Wanted,
        LastNumber = network.Number?.Value ?? LastNumber,
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

    private Intents Attached(Guid network, Attachment attachment)
    {
        var number = ById[network].Number!.Value;
        var others = ByAddress;
        // Not detached and attached anew: the port keeps its age in the network.
        if (Wanted.Networks[number].Attachments.TryGetValue(attachment.Port, out var before))
            others = others.RemoveRange(before.MacAddresses.Select(m => (number, m)));
        return this with
        {
            Wanted = Wanted.Attach(number, attachment),
            ByAddress = others.AddRange(attachment.MacAddresses.Select(m => KeyValuePair.Create((number, m), attachment.Port))),
        };
    }

    private Intents Detached(PortKey port) => Wanted.Owners.TryGetValue(port, out var number)
        ? this with
        {
            Wanted = Wanted.Detach(port),
            ByAddress = ByAddress.RemoveRange(Wanted.Networks[number].Attachments[port].MacAddresses.Select(m => (number, m))),
        }
        : this;
}
