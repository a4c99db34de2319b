using System.Collections.Immutable;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Roles;
using L2sm.Sdn.Topology;

namespace L2sm.Sdn;

/// <summary>What the controller knows at one moment. Immutable; <see cref="Version"/> grows with every change.</summary>
public sealed record FabricSnapshot(
    long Version,
    ImmutableSortedDictionary<DatapathId, SwitchStatus> Switches,
    ImmutableArray<LinkStatus> Links,
    ImmutableDictionary<NetworkId, NetworkRealization> Networks)
{
    /// <summary>What this controller is to the switches, and whether another has taken its place.</summary>
    public FabricRole Role { get; init; } = FabricRole.Equal;

    /// <summary>Ports that hear discovery frames of several others: on a shared medium, where no link can end.</summary>
    public ImmutableSortedSet<PortKey> SharedPorts { get; init; } = [];

    /// <summary>Nothing known yet.</summary>
    public static readonly FabricSnapshot Empty = new(
        0, ImmutableSortedDictionary<DatapathId, SwitchStatus>.Empty, [], ImmutableDictionary<NetworkId, NetworkRealization>.Empty);
}

/// <summary>A switch that is connected, or was since the start.</summary>
/// <param name="Id">Its datapath id.</param>
/// <param name="Connected">There is a session with it.</param>
/// <param name="RemoteAddress">The other end of the session, or of the last one.</param>
/// <param name="Description">Manufacturer, hardware and software as it says.</param>
/// <param name="ConnectedSince">When the session began; null while there is none.</param>
/// <param name="InSync">It holds what it should, confirmed by a barrier.</param>
/// <param name="LastError">The last OpenFlow error or reason of disconnection; null if there was none.</param>
/// <param name="Counters">Of this session.</param>
/// <param name="Ports">By number.</param>
public sealed record SwitchStatus(
    DatapathId Id,
    bool Connected,
    string RemoteAddress,
    string Description,
    DateTimeOffset? ConnectedSince,
    bool InSync,
    string? LastError,
    SwitchCounters Counters,
    ImmutableSortedDictionary<uint, PortStatus> Ports)
{
    /// <summary>The role that the switch has granted this controller.</summary>
    public ControllerRole Role { get; init; } = ControllerRole.Equal;

    /// <summary>What others have put into our tables.</summary>
    public ForeignStatus Foreign { get; init; } = ForeignStatus.None;

    /// <summary>When it was heard last; null while it is connected.</summary>
    public DateTimeOffset? LastHeard { get; init; }

    /// <summary>
    /// Since when it may forward without our rules: a switch that is not fail-secure opens when it has been without a controller for some time.
    /// Null while it is connected, or was heard of shortly before. It cannot be seen, only inferred.
    /// </summary>
    public DateTimeOffset? MayHaveOpenedSince { get; init; }

    /// <summary>How often others changed what is ours, in this session.</summary>
    public DriftCounters Drift { get; init; } = DriftCounters.Zero;
}

/// <summary>A port as its switch describes it.</summary>
public sealed record PortStatus(uint PortNo, string Name, MacAddress HardwareAddress, bool Up);

/// <summary>A link and whether this process has seen it itself.</summary>
/// <param name="Link">The link.</param>
/// <param name="Remembered">Known from before the start; not yet seen by discovery, used all the same.</param>
public sealed record LinkStatus(Link Link, bool Remembered);

/// <summary>How far a network has become true.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Attachments">Each attachment: null where the switch confirmed it, else why it is not yet true.</param>
public sealed record NetworkRealization(NetworkId Id, ImmutableSortedDictionary<PortKey, Shortfall?> Attachments)
{
    /// <summary>Each mirror port: null where it gets every frame, else why it does not.</summary>
    public ImmutableSortedDictionary<PortKey, Shortfall?> Mirrors { get; init; } = ImmutableSortedDictionary<PortKey, Shortfall?>.Empty;

    /// <summary>
    /// The largest IP packet, in bytes, that surely passes between its switches; null while it is on one switch alone, and its ports decide.
    /// </summary>
    public int? Mtu { get; init; }
}

/// <summary>Why something wanted is not true yet.</summary>
/// <param name="Kind">For machines.</param>
/// <param name="Message">For people: what is missing and where.</param>
public sealed record Shortfall(ShortfallKind Kind, string Message);

/// <summary>The kinds of <see cref="Shortfall"/>.</summary>
public enum ShortfallKind
{
    /// <summary>The switch has no session with the controller.</summary>
    SwitchNotConnected,
    /// <summary>The switch has no port of this number.</summary>
    PortNotFound,
    /// <summary>The port, a mirror's, is down.</summary>
    PortDown,
    /// <summary>No meter can keep its rate.</summary>
    NoMeter,
    /// <summary>The port is the end of a link between switches.</summary>
    PortIsLink,
    /// <summary>Another port has the number now.</summary>
    PortReplaced,
    /// <summary>The rules are sent and not yet confirmed.</summary>
    NotConfirmed,
    /// <summary>The switch refused the rules.</summary>
    Refused,
    /// <summary>No links that the network can use join this switch with the network's others.</summary>
    NoPath,
}
