using System.Collections.Immutable;
using L2sm.Sdn.Topology;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Persistence.Cluster;

/// <summary>What belongs to no single network: the counters, and the links seen last.</summary>
internal sealed record FabricDocument
{
    public static readonly FabricDocument Empty = new();

    public uint LastNumber { get; init; }

    public ushort LastVlan { get; init; }

    /// <summary>The two ends and what it carries, with blanks between.</summary>
    public ImmutableArray<string> Links { get; init; } = [];

    /// <summary>Writes that proved nothing but that they can be made.</summary>
    public long Probes { get; init; }

    public FabricDocument After(IntentChange change) => change switch
    {
        IntentChange.NetworkAdded { Network: var added } => this with { LastNumber = added.Number?.Value ?? LastNumber, LastVlan = added.Vlan ?? LastVlan },
        IntentChange.LinksSeen seen => this with { Links = [.. seen.Links.Select(l => $"{l.A} {l.B} {l.Carrier}").Order(StringComparer.Ordinal)] },
        IntentChange.Probe => this with { Probes = Probes + 1 },
        _ => this,
    };

    /// <exception cref="FormatException">A text is no link.</exception>
    public ImmutableArray<Link> ToLinks() => [.. Links.Select(Parse)];

    private static Link Parse(string text) => text.Split(' ') is [var a, var b, var carrier] && Enum.TryParse<LinkCarrier>(carrier, out var known)
        ? new Link(ConnectPoint.Parse(a), ConnectPoint.Parse(b), known)
        : throw new FormatException($"'{text}' is no link: two ends and a carrier are expected");
}
