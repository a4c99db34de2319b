using System.Text;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Northbound;

/// <summary>A network as the original prints it: text that looks like YAML and is sent as such, blanks at line ends included.</summary>
internal static class NetworkText
{
    public const string ContentType = "application/yaml";

    public static string OfVnet(NetworkView network) => OfVlink(network) + $"Mirror Port: {(network.Mirrors.IsEmpty ? "null" : string.Join(", ", network.Mirrors.Select(m => m.Port)))}\n";

    public static string OfVlink(NetworkView network)
    {
        var text = new StringBuilder();
        text.Append("Id: ").Append(network.Intent.ClusterName).Append("\nEndpoints: \n");
        foreach (var port in network.Ports) text.Append(" -").Append(port.Attachment.Port).Append('\n');
        // The original has one for each endpoint, we have one for the network.
        text.Append("Tunnel Ids: \n -").Append(network.Intent.Number!.Value).Append('\n');
        return text.ToString();
    }
}
