namespace L2sm.Sdn.Telemetry;

/// <summary>Why sessions end, in few classes: the reason itself is for people.</summary>
internal enum CloseKind
{
    /// <summary>The switch or the network closed the connection.</summary>
    Peer,
    /// <summary>What the peer said is not OpenFlow 1.3, or too much of it.</summary>
    Protocol,
    /// <summary>No answer in time.</summary>
    Timeout,
    /// <summary>The peer may not be the switch that it says it is.</summary>
    Refused,
    /// <summary>The switch has another session.</summary>
    Replaced,
    /// <summary>We stop.</summary>
    Stopped,
    /// <summary>A defect of ours.</summary>
    Fault,
}
