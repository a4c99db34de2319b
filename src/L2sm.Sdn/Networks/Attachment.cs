using L2sm.OpenFlow;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn.Networks;

/// <summary>A switch port that is wanted in a network.</summary>
/// <param name="Port">Where.</param>
/// <param name="MacAddresses">The unicast addresses known to live behind it, sorted; empty where the switch has to learn them.</param>
public sealed record Attachment(PortKey Port, EquatableArray<MacAddress> MacAddresses)
{
    /// <summary>Its place in the order of the network's attachments: the oldest roots the network's tree. Given by <see cref="L2Network.With"/>.</summary>
    public long Age { get; init; }

    /// <summary>Who may send from the port; null for anybody.</summary>
    public SourceGuard? Guard { get; init; }

    /// <summary>The most that the port may send; null for no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>Why the port is kept out of the network for now; null if it is not. The controller's finding, not its host's wish.</summary>
    internal string? Withheld { get; init; }

    /// <summary>All the same but the age: the order of attachments is the network's affair.</summary>
    public bool Equals(Attachment? other) =>
        other is not null && Port == other.Port && MacAddresses == other.MacAddresses && Guard == other.Guard && Rate == other.Rate && Withheld == other.Withheld;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Port, MacAddresses, Guard, Rate);

    /// <summary>An attachment whose addresses the switch learns.</summary>
    public Attachment(PortKey port) : this(port, []) { }
}
