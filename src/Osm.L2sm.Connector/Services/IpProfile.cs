namespace Osm.L2sm.Connector.Services;

/// <summary>The addressing that OSM wishes for a network; every part may be absent (osm_lcm/lcm_utils.py, vld_to_ro_ip_profile).</summary>
internal sealed record IpProfile
{
    public string? IpVersion { get; init; }
    public string? SubnetAddress { get; init; }
    public string? GatewayAddress { get; init; }
    public string? DnsAddress { get; init; }
    public bool? DhcpEnabled { get; init; }
    public string? DhcpStartAddress { get; init; }
    public int? DhcpCount { get; init; }
    public string? Ipv6AddressMode { get; init; }
}
