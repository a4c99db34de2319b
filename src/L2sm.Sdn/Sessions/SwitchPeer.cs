using L2sm.OpenFlow;

namespace L2sm.Sdn.Sessions;

/// <summary>The other end of a connection, as whoever made the connection knows it.</summary>
/// <param name="Address">For people.</param>
public sealed record SwitchPeer(string Address)
{
    /// <summary>Why the peer may not be the switch that it says it is, by its certificate for one; null where it may.</summary>
    public Func<DatapathId, string?> Refuses { get; init; } = static _ => null;

    /// <summary>
    /// We dialled it. Then it yields to a session that the switch began by itself, or each would end the other for good; and why it came to
    /// nothing is said by whoever dialled, since dialling is repeated.
    /// </summary>
    public bool IsDialled { get; init; }
}
