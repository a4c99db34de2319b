using L2sm.Sdn.Telemetry;

namespace L2sm.Sdn.Sessions;

/// <summary>The session with a switch is over: nothing more can be asked of it.</summary>
internal sealed class SessionClosedException(string reason, CloseKind kind = CloseKind.Protocol) : IOException(reason)
{
    /// <summary>The class of the reason.</summary>
    public CloseKind Kind => kind;
}
