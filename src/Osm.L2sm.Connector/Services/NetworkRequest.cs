namespace Osm.L2sm.Connector.Services;

/// <summary>A network as it was asked for: two equal requests ask for the same thing.</summary>
/// <param name="NetName">RO's name.</param>
/// <param name="NetType">bridge, data or ptp; null for a management network.</param>
/// <param name="IpProfile">Addressing, kept for reports; null where nothing was said.</param>
/// <param name="Shared">As OSM says it.</param>
/// <param name="ProviderProfile">The operator's settings as JSON with sorted keys; null where there are none.</param>
/// <param name="Tenant">The VIM account's tenant, empty if unknown.</param>
/// <param name="VimAccount">The VIM account's id, empty if unknown.</param>
internal sealed record NetworkRequest(
    string NetName, string? NetType, IpProfile? IpProfile, bool Shared, string? ProviderProfile, string Tenant, string VimAccount)
{
    /// <summary>The cluster's default pod network, which others made.</summary>
    public bool IsManagement => NetType is null;
}
