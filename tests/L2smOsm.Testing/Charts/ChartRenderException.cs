namespace L2smOsm.Testing.Charts;

/// <summary>A chart does not render; the message is what the renderer said.</summary>
public sealed class ChartRenderException(string message) : Exception(message);
