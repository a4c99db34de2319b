using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using L2sm.OpenFlow;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>A switch port in the words of ONOS: <c>of:00000000000000a1/3</c>.</summary>
internal static class ConnectPoint
{
    public static bool TryParse([NotNullWhen(true)] string? text, out PortKey port)
    {
        port = default;
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash < 0 || !text!.StartsWith("of:", StringComparison.Ordinal) || !DatapathId.TryParse(text[..slash], out var id)) return false;
        // OpenFlow 1.3.5 §7.2.1: OFPP_MAX itself is the first number that is not a port's.
        if (!uint.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is 0 or >= PortNumbers.Max) return false;
        port = new PortKey(id, number);
        return true;
    }

    /// <exception cref="FormatException">The text is no port.</exception>
    public static PortKey Parse(string text) => TryParse(text, out var port) ? port : throw new FormatException($"'{text}' is no port: {Form}");

    /// <summary>For messages: what a port looks like.</summary>
    public static readonly string Form = $"of:, 16 hex digits, /, a port number of 1 to {PortNumbers.Max - 1}, as in of:00000000000000a1/3";
}
