namespace L2sm.Sdn.Pipeline;

/// <summary>What a flow of ours is for.</summary>
public enum FlowKind : byte
{
    /// <summary>What every switch has: miss, guard.</summary>
    Base = 1,
    /// <summary>Discovery frames to the controller.</summary>
    Discovery = 2,
    /// <summary>Frames and copies from a link into their network, and over a link in a way of the network's own.</summary>
    Link = 3,
    /// <summary>Frames from an attached port into its network; from a mirror port nowhere.</summary>
    Port = 4,
    /// <summary>Frames to a known address.</summary>
    Address = 5,
    /// <summary>Everything else of a network.</summary>
    Flood = 6,
    /// <summary>Learning in a network.</summary>
    Learn = 7,
    /// <summary>Made by the switch itself, by its learn action, or taught to a plain one: ours, but never compared. A bit of its own, so that dumps can leave them out.</summary>
    Learned = 8,
}

/// <summary>
/// The 64-bit cookie of our flows: owner (16 bits), generation (4), kind (4), tree tag (16), network (24). The owner tells our flows from
/// others', the generation those of this pipeline from those of older ones, the network to which part of the tables a flow belongs.
/// </summary>
/// <param name="Kind">What the flow is for.</param>
/// <param name="Network">Its network's number; 0 for the base flows.</param>
/// <param name="TreeTag">For <see cref="FlowKind.Flood"/>: the fingerprint of the network's tree.</param>
/// <param name="Generation">The pipeline's generation, 0 to 15.</param>
public readonly record struct FlowCookie(FlowKind Kind, uint Network, ushort TreeTag = 0, byte Generation = FlowCookie.CurrentGeneration)
{
    /// <summary>The first 16 bits of each cookie of ours: "L2".</summary>
    public const ushort Owner = 0x4c32;

    /// <summary>Grows when the tables' layout changes, so that an upgrade finds the flows of the layout before it.</summary>
    public const byte CurrentGeneration = 3;

    /// <summary>Selects our flows, together with <see cref="OwnerMask"/>.</summary>
    public const ulong OwnerValue = (ulong)Owner << 48;

    /// <summary>The bits of the owner.</summary>
    public const ulong OwnerMask = 0xffffUL << 48;

    /// <summary>Set in <see cref="FlowKind.Learned"/> alone.</summary>
    public const ulong LearnedBit = 1UL << 43;

    /// <summary>The bits of the generation.</summary>
    public const ulong GenerationMask = 0xfUL << 44;

    /// <summary>The bits of the kind.</summary>
    public const ulong KindMask = 0xfUL << 40;

    /// <summary>As OpenFlow carries it.</summary>
    public ulong Value => OwnerValue | (ulong)Generation << 44 | (ulong)Kind << 40 | (ulong)TreeTag << 24 | Network;

    /// <summary>Whether a cookie is ours.</summary>
    public static bool IsOurs(ulong cookie) => (cookie & OwnerMask) == OwnerValue;

    /// <summary>Reads a cookie of ours.</summary>
    public static FlowCookie Read(ulong cookie) =>
        new((FlowKind)(cookie >> 40 & 0xf), (uint)(cookie & 0xff_ffff), (ushort)(cookie >> 24), (byte)(cookie >> 44 & 0xf));
}
