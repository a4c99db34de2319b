namespace L2sm.Sdn.Networks;

/// <summary>The 24-bit number of a network: its tunnel id between switches, its metadata inside one (DESIGN §4).</summary>
public readonly record struct NetworkId : IComparable<NetworkId>
{
    /// <summary>The highest number that a network may have; the one above it marks our discovery frames on tunnels.</summary>
    public const uint MaxValue = 0xff_fffe;

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
