using System.Collections.Immutable;
using System.Text.Json.Serialization;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Persistence.Cluster;

/// <summary>A network with all that was asked of its ports, as one ConfigMap holds it. Texts as in the columns of the SQLite journal.</summary>
internal sealed record NetworkDocument
{
    public required long Sequence { get; init; }

    public required Guid Id { get; init; }

    public uint? Number { get; init; }

    public ushort? Vlan { get; init; }

    public required string ClusterName { get; init; }

    public required NetworkOwner Owner { get; init; }

    public required NetworkRequest Request { get; init; }

    public required Guid RequestId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ClaimedAt { get; init; }

    public bool Polled { get; init; }

    public string? VirtualLink { get; init; }

    public ImmutableArray<string> Path { get; init; } = [];

    public RateLimit? Rate { get; init; }

    public ImmutableArray<PortDocument> Ports { get; init; } = [];

    public ImmutableArray<WishedPort> Mirrors { get; init; } = [];

    /// <summary>Every port that is in it, attached or a mirror.</summary>
    [JsonIgnore]
    public IEnumerable<WishedPort> Wishes => [.. Ports, .. Mirrors];

    public static NetworkDocument Of(NetworkIntent network) => new()
    {
        Sequence = network.Sequence,
        Id = network.Id,
        Number = network.Number?.Value,
        Vlan = network.Vlan,
        ClusterName = network.ClusterName,
        Owner = network.Owner,
        Request = network.Request,
        RequestId = network.RequestId,
        CreatedAt = network.CreatedAt,
        ClaimedAt = network.ClaimedAt,
        Polled = network.Polled,
        VirtualLink = network.VirtualLink is { } link ? VirtualLinkText.Of(link) : null,
        Path = [.. network.Path.Select(id => $"of:{id}")],
        Rate = network.Rate,
    };

    /// <exception cref="FormatException">A text in it is not what it should be.</exception>
    public NetworkIntent ToIntent() => new(
        Sequence, Id, Number is { } number ? new NetworkId(number) : null, ClusterName, Request, RequestId, CreatedAt, ClaimedAt, Polled)
    {
        Owner = Owner,
        Vlan = Vlan,
        VirtualLink = VirtualLink is { } link ? VirtualLinkText.Parse(link) : null,
        Path = Path.Select(DatapathId.Parse).ToEquatableArray(),
        Rate = Rate,
    };

    /// <summary>This network after a change of it; null where the change removes it.</summary>
    /// <param name="change">Of this network.</param>
    /// <param name="order">The place in the order of asking that a port gets which was not asked for before.</param>
    public NetworkDocument? After(IntentChange change, long order) => change switch
    {
        IntentChange.NetworkClaimed claimed => this with { RequestId = claimed.RequestId, ClaimedAt = claimed.At },
        IntentChange.NetworkPolled => this with { Polled = true },
        IntentChange.NetworkRated rated => this with { Rate = rated.Rate },
        IntentChange.NetworkHeld held => this with { Path = [.. held.Path.Select(id => $"of:{id}")] },
        IntentChange.NetworkRemoved => null,
        IntentChange.PortAttached attached => With(PortDocument.Of(attached.Port, order)),
        IntentChange.MirrorAdded added => this with { Mirrors = Mirrors.Add(new WishedPort($"{added.Port}", order)) },
        IntentChange.PortDetached detached => Keeping(w => w.Port != $"{detached.Port}"),
        _ => throw new ArgumentException($"{change.GetType().Name} is no change of one network", nameof(change)),
    };

    public NetworkDocument Keeping(Func<WishedPort, bool> keep) => this with { Ports = Ports.RemoveAll(p => !keep(p)), Mirrors = Mirrors.RemoveAll(p => !keep(p)) };

    // Other addresses leave a port its place in the order.
    private NetworkDocument With(PortDocument port) => this with
    {
        Ports = Ports.FirstOrDefault(p => p.Port == port.Port) is { } before ? Ports.Replace(before, port with { Order = before.Order }) : Ports.Add(port),
    };
}

/// <summary>A port that gRPC or REST asked into the network: a mirror, if it is no more than this.</summary>
/// <param name="Port">Datapath id and number, as <see cref="ConnectPoint"/> reads them.</param>
/// <param name="Order">Its place in the order of asking, over all networks.</param>
internal record WishedPort(string Port, long Order);

/// <summary>A port that is attached.</summary>
internal sealed record PortDocument(string Port, long Order) : WishedPort(Port, Order)
{
    public ImmutableArray<string> Macs { get; init; } = [];

    public ImmutableArray<string> Ips { get; init; } = [];

    /// <summary>As <see cref="GuardText"/> has it; empty for a port that stays unguarded whatever is configured; null where nothing was said.</summary>
    public string? Guard { get; init; }

    public RateLimit? Rate { get; init; }

    public static PortDocument Of(PortIntent port, long order) => new($"{port.Port}", order)
    {
        Macs = [.. port.MacAddresses.Select(m => m.ToString())],
        Ips = [.. port.IpAddresses],
        Guard = port.Unguarded ? "" : port.Guard is { } guard ? GuardText.Of(guard) : null,
        Rate = port.Rate,
    };

    /// <exception cref="FormatException">A text in it is not what it should be.</exception>
    public PortIntent ToIntent() => new(ConnectPoint.Parse(Port), Macs.Select(MacAddress.Parse).ToEquatableArray())
    {
        IpAddresses = Ips.ToEquatableArray(),
        Guard = Guard is { Length: > 0 } guard ? GuardText.Parse(guard) : null,
        Unguarded = Guard is { Length: 0 },
        Rate = Rate,
    };
}
