namespace L2sm.Sdn.Pipeline;

/// <summary>The tables of the pipeline and the priorities in them; docs/pipeline.md explains each.</summary>
public static class Tables
{
    /// <summary>Decides the network of a frame by where it came in; drops what has none.</summary>
    public const byte Classify = 0;

    /// <summary>Learns the sender, looks up the receiver; drops frames of networks that the switch does not have.</summary>
    public const byte Learn = 1;

    /// <summary>The addresses that the desired state names: sets the port to leave by. Only looked up, never gone to.</summary>
    public const byte Addresses = 2;

    /// <summary>
    /// The addresses that the switch learned, and nothing else: so a flow monitor or a dump leaves them out by leaving out their table. Only
    /// looked up, before <see cref="Addresses"/>, so that a known address wins.
    /// </summary>
    public const byte Learned = 3;

    /// <summary>Sends to the port that was found, over a link with the network's tunnel id, or floods the network.</summary>
    public const byte Egress = 4;

    /// <summary>The second choice for a dead link; holds back what came from that very link.</summary>
    public const byte Detour = 5;

    /// <summary>All tables but <see cref="Learned"/>: what is in them was put there by a controller.</summary>
    public static IReadOnlyList<byte> Programmed { get; } = [Classify, Learn, Addresses, Egress, Detour];

    /// <summary>What a guarded port says of itself in ARP and neighbour discovery, where it is true.</summary>
    public const ushort OwnClaimPriority = 330;

    /// <summary>What else a guarded port says there: dropped.</summary>
    public const ushort ClaimPriority = 320;

    /// <summary>Frames that a guarded port may send by their source.</summary>
    public const ushort SourcePriority = 310;

    /// <summary>Attached ports, and mirror ports; what a guarded port sends else is dropped. Above discovery: an edge's own LLDP is its network's business and can never make a link.</summary>
    public const ushort PortPriority = 300;

    /// <summary>Discovery frames.</summary>
    public const ushort DiscoveryPriority = 200;

    /// <summary>Frames on a detour.</summary>
    public const ushort DetourPriority = 150;

    /// <summary>Link ports, in <see cref="Classify"/> and <see cref="Egress"/>.</summary>
    public const ushort LinkPriority = 100;

    /// <summary>In <see cref="Egress"/>: frames of a network that needs its own way over a link, since the link needs its tag, or it must not be gone round.</summary>
    public const ushort OwnLinkPriority = 110;

    /// <summary>Addresses that the desired state names.</summary>
    public const ushort AddressPriority = 100;

    /// <summary>Learned addresses.</summary>
    public const ushort LearnedPriority = 100;

    /// <summary>A network's flood.</summary>
    public const ushort FloodPriority = 50;

    /// <summary>Learning in one network.</summary>
    public const ushort LearnPriority = 5;

    /// <summary>What still comes over a link that the network's tree has left.</summary>
    public const ushort LeavingPriority = 7;

    /// <summary>Copies on their way to mirrors.</summary>
    public const ushort CopyPriority = 20;

    /// <summary>Copies that still come over links that a network's tree has left.</summary>
    public const ushort LeavingCopyPriority = 21;

    /// <summary>Frames that no host may send.</summary>
    public const ushort GuardPriority = 10;

    /// <summary>What is left.</summary>
    public const ushort MissPriority = 0;

    /// <summary>A learned address that nobody sends to or from is forgotten after this many seconds.</summary>
    public const ushort LearnedIdleSeconds = 300;

    /// <summary>
    /// The most addresses that a switch learns in one network, so that a host that sends from ever new ones fills no table. Frames to an
    /// address beyond it are flooded.
    /// </summary>
    public const uint LearnedLimit = 2048;
}
