namespace L2sm.Sdn.Sessions;

/// <summary>The session with a switch is over: nothing more can be asked of it.</summary>
internal sealed class SessionClosedException(string reason) : IOException(reason);
