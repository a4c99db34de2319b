using L2sm.Sdn.Networks;

namespace L2sm.Sdn.Pipeline;

/// <summary>Groups carry no cookie, so ownership is a range of ids: the first octet is 'L', the rest the network's number.</summary>
public static class GroupIds
{
    private const uint FloodBase = (uint)'L' << 24;

    /// <summary>The group that floods a network.</summary>
    public static uint Flood(NetworkId network) => FloodBase | network.Value;

    /// <summary>Whether a group is ours, and whose.</summary>
    public static bool TryReadNetwork(uint groupId, out uint network)
    {
        network = groupId & 0xff_ffff;
        return (groupId & 0xff00_0000) == FloodBase;
    }
}
