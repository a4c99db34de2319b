using L2sm.OpenFlow;

namespace Osm.L2sm.Connector.Services;

/// <summary>
/// What the pods behind a switch port say of it. It overrules what was asked over gRPC and REST, and is never written down: pods are
/// their own record, read anew by whoever leads.
/// </summary>
/// <param name="ClusterName">The network that all of them want, which may not be there yet; null where the port is to be in none.</param>
/// <param name="MacAddresses">The addresses of their interfaces, sorted.</param>
/// <param name="IpAddresses">The same in their shortest form, sorted.</param>
/// <param name="Since">When the oldest of these pods was made: the order of attachments, which a new leader must find as it was.</param>
internal sealed record PodPort(string? ClusterName, EquatableArray<MacAddress> MacAddresses, EquatableArray<string> IpAddresses, DateTimeOffset Since)
{
    /// <summary>The port is to be in no network: pods disagree, or none uses it any more.</summary>
    public static PodPort Nowhere { get; } = new(null, [], [], default);
}
