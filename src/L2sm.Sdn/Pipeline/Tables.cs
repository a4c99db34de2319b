namespace L2sm.Sdn.Pipeline;

/// <summary>The tables of the pipeline and the priorities in them; docs/pipeline.md explains each.</summary>
public static class Tables
{
    /// <summary>Decides the network of a frame by where it came in; drops what has none.</summary>
    public const byte Classify = 0;

    /// <summary>Learns the sender's address into <see cref="Forward"/>; drops frames of networks that the switch does not have.</summary>
    public const byte Learn = 1;

    /// <summary>Sends to a known address, or floods the network.</summary>
    public const byte Forward = 2;

    /// <summary>Attached ports. Above discovery: an edge's own LLDP is its network's business and can never make a link.</summary>
    public const ushort PortPriority = 300;

    /// <summary>Discovery frames.</summary>
    public const ushort DiscoveryPriority = 200;

    /// <summary>Link ports.</summary>
    public const ushort LinkPriority = 100;

    /// <summary>Addresses that the desired state names: they win over learned ones.</summary>
    public const ushort AddressPriority = 200;

    /// <summary>Learned addresses.</summary>
    public const ushort LearnedPriority = 100;

    /// <summary>A network's flood.</summary>
    public const ushort FloodPriority = 10;

    /// <summary>Learning in one network.</summary>
    public const ushort LearnPriority = 5;

    /// <summary>Frames that no host may send.</summary>
    public const ushort GuardPriority = 10;

    /// <summary>What is left.</summary>
    public const ushort MissPriority = 0;

    /// <summary>A learned address that nobody sends to or from is forgotten after this many seconds.</summary>
    public const ushort LearnedIdleSeconds = 300;
}
