using L2sm.Sdn.Networks;

namespace L2sm.Sdn.Pipeline;

/// <summary>
/// Groups carry no cookie, so ownership is a range of ids: 0x4…, then 5 bits of shard and 23 of network, for floods; 0x6… and the network for
/// its mirrors; 0x50… and the port for links, 0x70… for links that must not be gone round.
/// </summary>
public static class GroupIds
{
    /// <summary>The most ports that one flood group sends to.</summary>
    public const int PortsPerShard = 1000;

    /// <summary>The most ports that a network may have on one switch.</summary>
    public const int MaxPortsPerSwitch = 31 * PortsPerShard;

    private const uint FloodBase = 0x4000_0000;
    private const uint LinkBase = 0x5000_0000;
    private const uint MirrorBase = 0x6000_0000;
    private const uint DirectLinkBase = 0x7000_0000;
    private const uint TypeBits = 0xf000_0000;
    private const int NetworkWidth = 23;
    private const uint NetworkBits = (1u << NetworkWidth) - 1;

    /// <summary>The group that floods a network.</summary>
    public static uint Flood(NetworkId network) => FloodBase | network.Value;

    /// <summary>One of the groups that share the ports of a large network; 1 to 31.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The network has more than <see cref="MaxPortsPerSwitch"/> ports on a switch.</exception>
    public static uint FloodShard(NetworkId network, int shard)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shard, MaxPortsPerSwitch / PortsPerShard);
        return FloodBase | (uint)shard << NetworkWidth | network.Value;
    }

    /// <summary>The group that sends over a link, or round it.</summary>
    public static uint Link(uint port) => LinkBase | port & ~TypeBits;

    /// <summary>The group that sends over a link or those beside it, but never round it.</summary>
    public static uint DirectLink(uint port) => DirectLinkBase | port & ~TypeBits;

    /// <summary>The group that copies a network's frames to its mirrors.</summary>
    public static uint Mirror(NetworkId network) => MirrorBase | network.Value;

    /// <summary>Whether a group floods a network, shards included.</summary>
    public static bool IsFlood(uint groupId) => (groupId & TypeBits) == FloodBase;

    /// <summary>Whether a group copies a network's frames to its mirrors.</summary>
    public static bool IsMirror(uint groupId) => (groupId & TypeBits) == MirrorBase;

    /// <summary>The port of a link's group, of either kind; null for other groups.</summary>
    public static uint? LinkPortOf(uint groupId) => (groupId & TypeBits) is LinkBase or DirectLinkBase ? groupId & ~TypeBits : null;

    /// <summary>Whether a group is ours, and the key of the fragment that it belongs to.</summary>
    public static bool TryReadOwner(uint groupId, out uint key)
    {
        key = (groupId & TypeBits) is FloodBase or MirrorBase ? groupId & NetworkBits : TableFragment.BaseKey;
        return (groupId & TypeBits) is FloodBase or LinkBase or MirrorBase or DirectLinkBase;
    }
}
