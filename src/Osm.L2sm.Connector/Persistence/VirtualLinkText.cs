using L2sm.OpenFlow;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Persistence;

/// <summary>A virtual link in one column: its ends, then its path, with blanks between.</summary>
internal static class VirtualLinkText
{
    public static string Of(VirtualLink link) => string.Join(' ', [link.From.ToString(), link.To.ToString(), .. link.Path.Select(id => $"of:{id}")]);

    /// <exception cref="FormatException">The text is no virtual link.</exception>
    public static VirtualLink Parse(string text)
    {
        var parts = text.Split(' ');
        if (parts.Length < 2) throw new FormatException($"'{text}' is no virtual link: two ends are expected");
        return new VirtualLink(ConnectPoint.Parse(parts[0]), ConnectPoint.Parse(parts[1]), parts[2..].Select(DatapathId.Parse).ToEquatableArray());
    }
}
