using L2sm.OpenFlow;

namespace L2sm.Sdn.Sessions;

/// <summary>How a session with a switch went.</summary>
/// <param name="Switch">Who it was with; null if it ended before that was known.</param>
/// <param name="Reason">Why it ended, for people.</param>
public sealed record SessionEnd(DatapathId? Switch, string Reason);
