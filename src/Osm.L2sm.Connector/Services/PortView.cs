using L2sm.Sdn;
using L2sm.Sdn.Networks;

namespace Osm.L2sm.Connector.Services;

/// <summary>An attachment as it is shown.</summary>
/// <param name="Network">The network that it is in.</param>
/// <param name="Attachment">Where, with its addresses.</param>
/// <param name="PortName">As the switch says; empty while unknown.</param>
/// <param name="Reason">Why it is not confirmed; empty where it is.</param>
/// <param name="Message">The same for people.</param>
internal sealed record PortView(Guid Network, Attachment Attachment, string PortName, string Reason, string Message)
{
    public bool Confirmed => Reason.Length == 0;

    public static PortView Of(NetworkIntent network, Attachment attachment, FabricSnapshot fabric)
    {
        var shortfall = NetworkState.ShortfallOf(fabric.Networks.GetValueOrDefault(network.Number!.Value), attachment.Port);
        var name = fabric.Switches.TryGetValue(attachment.Port.Switch, out var status) && status.Ports.TryGetValue(attachment.Port.PortNo, out var port) ? port.Name : "";
        return new PortView(
            network.Id, attachment, name, shortfall is null ? "" : NetworkState.ReasonOf(shortfall.Kind), shortfall?.Message ?? "");
    }
}
