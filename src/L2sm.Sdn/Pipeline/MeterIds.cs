using L2sm.Sdn.Networks;

namespace L2sm.Sdn.Pipeline;

/// <summary>
/// Meters carry no cookie, so ownership is a range of ids, and Open vSwitch has 262,144 of them: up to 0xffff for ports, by number, from
/// 0x10000 on for networks.
/// </summary>
public static class MeterIds
{
    private const uint NetworkBase = 0x1_0000;

    /// <summary>The highest meter id that Open vSwitch takes.</summary>
    public const uint MaxValue = 0x4_0000;

    /// <summary>The highest number of a network that can have a meter.</summary>
    public const uint MaxNetwork = MaxValue - NetworkBase;

    /// <summary>The meter of what a port sends; null where the port's number is too high for one.</summary>
    public static uint? OfPort(uint port) => port is > 0 and < NetworkBase ? port : null;

    /// <summary>Whether a meter is ours by its number, and the port that it is for; null where it is a network's.</summary>
    public static bool IsOurs(uint meterId, out uint? port)
    {
        port = meterId < NetworkBase ? meterId : null;
        return meterId is > 0 and <= MaxValue;
    }

    /// <summary>The network's number, of a meter that is a network's.</summary>
    public static uint NetworkOf(uint meterId) => meterId - NetworkBase;

    /// <summary>The meter of a network; null where the network's number is too high for one.</summary>
    public static uint? OfNetwork(NetworkId network) => network.Value <= MaxNetwork ? NetworkBase + network.Value : null;
}
