using L2sm.Sdn.Networks;

namespace L2sm.Sdn.Pipeline;

/// <summary>
/// Groups carry no cookie, so ownership is a range of ids: 0x4…, then 5 bits of shard and 23 of network, for floods; 0x50… and the port for
/// links.
/// </summary>
public static class GroupIds
{
    /// <summary>The most ports that one flood group sends to.</summary>
    public const int PortsPerShard = 1000;

    /// <summary>The most ports that a network may have on one switch.</summary>
    public const int MaxPortsPerSwitch = 31 * PortsPerShard;

    private const uint FloodBase = 0x4000_0000;
    private const uint LinkBase = 0x5000_0000;
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

    /// <summary>The port of a link's group; null for other groups.</summary>
    public static uint? LinkPortOf(uint groupId) => (groupId & TypeBits) == LinkBase ? groupId & ~TypeBits : null;

    /// <summary>Whether a group is ours, and the key of the fragment that it belongs to.</summary>
    public static bool TryReadOwner(uint groupId, out uint key)
    {
        key = (groupId & TypeBits) == FloodBase ? groupId & NetworkBits : TableFragment.BaseKey;
        return (groupId & TypeBits) is FloodBase or LinkBase;
    }
}
