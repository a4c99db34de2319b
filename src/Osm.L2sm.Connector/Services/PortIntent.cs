using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>A port that somebody wants in a network, as the journal keeps it.</summary>
/// <param name="Port">Where.</param>
/// <param name="MacAddresses">The addresses known to live behind it, sorted.</param>
internal sealed record PortIntent(PortKey Port, EquatableArray<MacAddress> MacAddresses)
{
    /// <summary>A port whose addresses the switch learns.</summary>
    public PortIntent(PortKey port) : this(port, []) { }

    /// <summary>The IP addresses known to live behind it, in their shortest form, sorted: what a guard by configuration allows.</summary>
    public EquatableArray<string> IpAddresses { get; init; } = [];

    /// <summary>Who may send from it, as it was asked for; null where nothing was said.</summary>
    public SourceGuard? Guard { get; init; }

    /// <summary>Anybody may send from it, whatever is configured.</summary>
    public bool Unguarded { get; init; }

    /// <summary>The most that it may send; null for no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>What the fabric is to make true, with the guard that is configured where nothing was said.</summary>
    public Attachment ToAttachment(AntiSpoofing antiSpoofing) => new(Port, MacAddresses) { Guard = Guard ?? GuardBy(antiSpoofing), Rate = Rate };

    // Without a known address nobody could send: such a port stays open.
    private SourceGuard? GuardBy(AntiSpoofing antiSpoofing) =>
        Unguarded || antiSpoofing == AntiSpoofing.Off || MacAddresses.Count == 0
            ? null
            : new SourceGuard(MacAddresses, antiSpoofing == AntiSpoofing.MacAndIp ? IpAddresses : []);
}
