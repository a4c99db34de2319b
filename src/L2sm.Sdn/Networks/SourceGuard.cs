using L2sm.OpenFlow;

namespace L2sm.Sdn.Networks;

/// <summary>Who may send from a port; frames with other sources are dropped where they come in.</summary>
/// <param name="MacAddresses">The Ethernet sources allowed, sorted; at least one.</param>
/// <param name="IpAddresses">The IPv4 and IPv6 sources allowed, in their shortest text form, sorted; empty for any.</param>
public sealed record SourceGuard(EquatableArray<MacAddress> MacAddresses, EquatableArray<string> IpAddresses);
