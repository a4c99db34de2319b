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

    /// <summary>The ports that gRPC and REST asked into a network: what the journal keeps.</summary>
    public ImmutableDictionary<PortKey, AskedPort> Asked { get; private init; } = ImmutableDictionary<PortKey, AskedPort>.Empty;

    /// <summary>What pods say of ports: it overrules what was asked.</summary>
    public ImmutableDictionary<PortKey, PodPort> OfPods { get; private init; } = ImmutableDictionary<PortKey, PodPort>.Empty;

    /// <summary>The attached ports with what holds of them; the fabric's attachments have what is configured besides.</summary>
    public ImmutableDictionary<PortKey, PortIntent> Ports { get; private init; } = ImmutableDictionary<PortKey, PortIntent>.Empty;

    /// <summary>The ports that pods want in the network of a name, which may not be there.</summary>
    private ImmutableDictionary<string, ImmutableSortedSet<PortKey>> WantedByPods { get; init; } =
        ImmutableDictionary.Create<string, ImmutableSortedSet<PortKey>>(StringComparer.Ordinal);

    /// <summary>The ports asked for that are not where they were asked to be.</summary>
    private ImmutableHashSet<PortKey> Overruled { get; init; } = [];

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

    private long LastAsked { get; init; }

    /// <param name="contents">What was written down.</param>
    /// <param name="antiSpoofing">The guard of ports about which nothing is said.</param>
    /// <param name="ofPods">What pods say now; null: nothing.</param>
    public static Intents From(JournalContents contents, AntiSpoofing antiSpoofing = AntiSpoofing.Off, IEnumerable<KeyValuePair<PortKey, PodPort>>? ofPods = null)
    {
        var intents = Empty with { AntiSpoofing = antiSpoofing };
        foreach (var network in contents.Networks) intents = intents.Added(network);
        foreach (var (network, port) in contents.Mirrors) intents = intents.Mirrored(network, port);
        foreach (var (network, port) in contents.Ports) intents = intents.Attached(network, port);
        foreach (var (port, seen) in ofPods ?? []) intents = intents.Seen(port, seen);
        return intents with { LastNumber = contents.LastNumber, LastVlan = contents.LastVlan };
    }

    public Intents After(IntentChange change) => change switch
    {
        IntentChange.NetworkAdded added => Added(added.Network),
        IntentChange.NetworkClaimed claimed => Claimed(claimed),
        IntentChange.NetworkPolled polled => this with { ById = ById.SetItem(polled.Network, ById[polled.Network] with { Polled = true }) },
        IntentChange.NetworkRemoved removed => Removed(ById[removed.Network]),
        IntentChange.NetworkRated rated => Rated(rated.Network, rated.Rate),
        IntentChange.NetworkHeld held => Held(held.Network, held.Path),
        IntentChange.PortAttached attached => Attached(attached.Network, attached.Port),
        IntentChange.PortDetached detached => Detached(detached.Port),
        IntentChange.PodPortSeen seen => Seen(seen.Port, seen.Seen),
        IntentChange.MirrorAdded added => Mirrored(added.Network, added.Port),
        _ => this,
    };

    /// <summary>The network of this name in the cluster.</summary>
    public NetworkIntent? Named(string clusterName) => ByClusterName.TryGetValue(clusterName, out var id) ? ById[id] : null;

    /// <summary>The network that a port is attached to or mirrors.</summary>
    public NetworkIntent? OwnerOf(PortKey port) => Wanted.Owners.TryGetValue(port, out var number) ? ById[ByNumber[number]] : null;

    /// <summary>The network that gRPC or REST asked a port into; that pods overrule it changes nothing here.</summary>
    public NetworkIntent? AskedOwnerOf(PortKey port) => Asked.TryGetValue(port, out var asked) ? ById[asked.Network] : null;

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

    private Intents Added(NetworkIntent network) => (this with
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
    }).Settled(WantedByPods.GetValueOrDefault(network.ClusterName, []));

    private Intents Removed(NetworkIntent network)
    {
        var sameName = ByNetName[network.Request.NetName].Remove(network.Sequence);
        var attached = AttachmentsOf(network);
        // What was asked into it goes with it, also where pods keep the port elsewhere.
        var asked = attached.Keys.Concat(Overruled).Where(p => Asked.TryGetValue(p, out var one) && one.Network == network.Id).ToArray();
        return this with
        {
            ById = ById.Remove(network.Id),
            Order = Order.Remove(network.Sequence),
            ByNetName = sameName.IsEmpty ? ByNetName.Remove(network.Request.NetName) : ByNetName.SetItem(network.Request.NetName, sameName),
            ByClusterName = ByClusterName.Remove(network.ClusterName),
            ByRequestId = ByRequestId.Remove(network.RequestId),
            ByNumber = network.Number is { } number ? ByNumber.Remove(number) : ByNumber,
            ByAddress = ByAddress.RemoveRange(attached.Keys.SelectMany(p => Ports[p].MacAddresses.Select(m => (network.Number!.Value, m)))),
            Asked = Asked.RemoveRange(asked),
            Overruled = Overruled.Except(asked),
            Ports = Ports.RemoveRange(attached.Keys),
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

    private Intents Held(Guid network, EquatableArray<DatapathId> path)
    {
        var after = ById[network] with { Path = path };
        return this with
        {
            ById = ById.SetItem(network, after),
            Wanted = Wanted.With(Wanted.Networks[after.Number!.Value] with { Path = after.HeldPath }),
        };
    }

    private Intents Mirrored(Guid network, PortKey port)
    {
        // A mirror is nothing else, whatever pods say of it.
        var free = Unplaced(port);
        var before = free.Wanted.Networks[ById[network].Number!.Value];
        return free with { Wanted = free.Wanted.With(before with { Mirrors = before.Mirrors.Add(port) }) };
    }

    private Intents Attached(Guid network, PortIntent port) => (this with
    {
        Asked = Asked.SetItem(port.Port, new AskedPort(network, port, Asked.TryGetValue(port.Port, out var before) ? before.Order : LastAsked + 1)),
        LastAsked = LastAsked + 1,
    }).Settled(port.Port);

    private Intents Detached(PortKey port)
    {
        var free = IsMirror(port) ? this with { Wanted = Wanted.Detach(port) } : this;
        return (free with { Asked = Asked.Remove(port) }).Settled(port);
    }

    private Intents Seen(PortKey port, PodPort? seen)
    {
        var byName = WantedByPods;
        if (OfPods.TryGetValue(port, out var before) && before.ClusterName is { } old)
            byName = byName[old].Remove(port) is { IsEmpty: false } others ? byName.SetItem(old, others) : byName.Remove(old);
        if (seen?.ClusterName is { } name) byName = byName.SetItem(name, byName.GetValueOrDefault(name, []).Add(port));
        return (this with { OfPods = seen is null ? OfPods.Remove(port) : OfPods.SetItem(port, seen), WantedByPods = byName }).Settled(port);
    }

    private Intents Settled(ImmutableSortedSet<PortKey> ports) => ports.Aggregate(this, (intents, port) => intents.Settled(port));

    // Where a port belongs by all that was asked and seen: put there, with nothing done where it is there already.
    private Intents Settled(PortKey port)
    {
        if (IsMirror(port)) return this;
        var place = PlaceOf(port);
        var overruled = Asked.TryGetValue(port, out var asked) && asked.Network != place?.Network.Id;
        var judged = overruled == Overruled.Contains(port) ? this : this with { Overruled = overruled ? Overruled.Add(port) : Overruled.Remove(port) };
        if (place is not { } there) return judged.Unplaced(port);
        var moves = judged.Wanted.Owners.TryGetValue(port, out var owner) && owner != there.Network.Number;
        return (moves ? judged.Unplaced(port) : judged).Placed(there);
    }

    private Place? PlaceOf(PortKey port)
    {
        var asked = Asked.GetValueOrDefault(port);
        if (!OfPods.TryGetValue(port, out var pods)) return asked is null ? null : new Place(ById[asked.Network], asked.Intent, asked.Order);
        if (pods.ClusterName is not { } name || Named(name) is not { Number: { } number } network || network.VirtualLink?.HasEnd(port) == false) return null;
        var age = pods.Since.ToUnixTimeMilliseconds();
        var intent = asked?.Network == network.Id ? asked.Intent : new PortIntent(port);
        if (intent.MacAddresses.Count > 0) return new Place(network, intent, age);
        // Of two ports with one address neither is believed more than the other: the switches learn where it is.
        var known = pods.MacAddresses.Where(m => !ByAddress.TryGetValue((number, m), out var other) || other == port);
        return new Place(network, intent with { MacAddresses = [.. known], IpAddresses = pods.IpAddresses }, age);
    }

    private Intents Placed(Place place)
    {
        var (port, number) = (place.Intent, place.Network.Number!.Value);
        var others = ByAddress;
        // Not detached and attached anew: what did not change is left alone.
        if (Ports.TryGetValue(port.Port, out var before))
        {
            if (before == port && Wanted.Networks[number].Attachments[port.Port].Age == place.Age) return this;
            others = others.RemoveRange(before.MacAddresses.Select(m => (number, m)));
        }
        return this with
        {
            Ports = Ports.SetItem(port.Port, port),
            Wanted = Wanted.Attach(number, port.ToAttachment(AntiSpoofing), place.Age),
            ByAddress = others.AddRange(port.MacAddresses.Select(m => KeyValuePair.Create((number, m), port.Port))),
        };
    }

    private Intents Unplaced(PortKey port) => Ports.TryGetValue(port, out var attached)
        ? this with
        {
            Ports = Ports.Remove(port),
            Wanted = Wanted.Detach(port),
            ByAddress = ByAddress.RemoveRange(attached.MacAddresses.Select(m => (Wanted.Owners[port], m))),
        }
        : this;

    /// <summary>Where a port belongs, and how old it is there: the same whether it is read anew or was seen to come.</summary>
    private sealed record Place(NetworkIntent Network, PortIntent Intent, long Age);
}

/// <summary>A port as gRPC or REST asked for it.</summary>
/// <param name="Network">The network.</param>
/// <param name="Intent">What was asked.</param>
/// <param name="Order">Its place in the order of asking: other addresses do not make it younger.</param>
internal sealed record AskedPort(Guid Network, PortIntent Intent, long Order);
