using L2sm.OpenFlow;
using L2sm.Sdn.Networks;

namespace Osm.L2sm.Connector.Services;

/// <summary>A network that somebody wants, as the journal keeps it.</summary>
/// <param name="Sequence">Orders networks by creation.</param>
/// <param name="Id">What RO knows it by.</param>
/// <param name="Number">Its number in the fabric; null for a management network, for which nothing is made.</param>
/// <param name="ClusterName">Its name in the cluster, unique among the living.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="RequestId">The call that made it, or that took it over.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="ClaimedAt">When <paramref name="RequestId"/> made it or took it over.</param>
/// <param name="Polled">RO has asked for its status: the task that made it is alive or done.</param>
internal sealed record NetworkIntent(
    long Sequence,
    Guid Id,
    NetworkId? Number,
    string ClusterName,
    NetworkRequest Request,
    Guid RequestId,
    DateTimeOffset CreatedAt,
    DateTimeOffset ClaimedAt,
    bool Polled)
{
    public bool IsManagement => Number is null;

    /// <summary>Who asked for it.</summary>
    public NetworkOwner Owner { get; init; }

    /// <summary>Its ends and path if it is a virtual link; null for a network whose ports come and go.</summary>
    public VirtualLink? VirtualLink { get; init; }

    /// <summary>The tag of its frames on links without tunnel ids; null for a management network, and where all were taken when it was made.</summary>
    public ushort? Vlan { get; init; }

    /// <summary>The switches that it passes, as it was asked for over gRPC; empty for any way. A virtual link has its own.</summary>
    public EquatableArray<DatapathId> Path { get; init; } = [];

    /// <summary>The way that it is held to; empty for any.</summary>
    public EquatableArray<DatapathId> HeldPath => VirtualLink?.Path ?? Path;

    /// <summary>The most that each switch takes of its frames; null for no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>The next network of a REST client. RO sees it under the name that it has in the cluster.</summary>
    public static NetworkIntent OfRest(Intents intents, string name, TimeProvider clock, VirtualLink? link)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var request = new NetworkRequest(name, link is null ? "bridge" : "ptp", null, Shared: false, null, "", "");
        return new NetworkIntent(intents.LastSequence + 1, Guid.NewGuid(), intents.FreeNumber(), name, request, Guid.NewGuid(), now, now, Polled: false)
        {
            Owner = NetworkOwner.Rest,
            Vlan = intents.FreeVlan(),
            VirtualLink = link,
        };
    }
}
