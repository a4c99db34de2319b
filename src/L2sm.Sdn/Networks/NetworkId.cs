namespace L2sm.Sdn.Networks;

/// <summary>The number of a network: its tunnel id between switches, its metadata inside one (DESIGN §4; docs/adr/0002).</summary>
public readonly record struct NetworkId : IComparable<NetworkId>
{
    /// <summary>The highest number that a network may have: 22 of the tunnel id's 24 bits.</summary>
    public const uint MaxValue = MirrorBit - 1;

    /// <summary>The tunnel id's second bit: the frame is a copy on its way to the network's mirror ports, and goes nowhere else.</summary>
    public const uint MirrorBit = 0x40_0000;

    /// <summary>The tunnel id's highest bit: the frame is on a detour round a dead link, and its outer VLAN tag says round which.</summary>
    public const uint DetourBit = 0x80_0000;

    /// <summary>The tunnel id of discovery frames: never a network's.</summary>
    public const uint Discovery = 0xff_ffff;

    /// <summary>Takes 1 to <see cref="MaxValue"/>.</summary>
    public NetworkId(uint value)
    {
        ArgumentOutOfRangeException.ThrowIfZero(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxValue);
        Value = value;
    }

    /// <summary>The number.</summary>
    public uint Value { get; }

    /// <inheritdoc/>
    public int CompareTo(NetworkId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
