namespace Osm.L2sm.Connector.Hosting;

/// <summary>The service cannot start; the message says what to change.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
