namespace Osm.L2sm.Connector.Services;

/// <summary>The guard of ports about which nothing else was said.</summary>
internal enum AntiSpoofing
{
    /// <summary>None.</summary>
    Off,

    /// <summary>Where MAC addresses of a port are known, it sends from no others.</summary>
    Mac,

    /// <summary>The same, and where IP addresses are known, from no others of these either.</summary>
    MacAndIp,
}

/// <summary>What is configured about networks.</summary>
internal sealed record NetworkPolicy(AntiSpoofing AntiSpoofing);
