using L2sm.Sdn;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>An attachment as it is shown.</summary>
/// <param name="Network">The network that it is in.</param>
/// <param name="Intent">As it was asked for.</param>
/// <param name="Attachment">As the fabric is to make it, with the guard that is configured.</param>
/// <param name="PortName">As the switch says; empty while unknown.</param>
/// <param name="Reason">Why it is not confirmed; empty where it is.</param>
/// <param name="Message">The same for people.</param>
internal sealed record PortView(Guid Network, PortIntent Intent, Attachment Attachment, string PortName, string Reason, string Message)
{
    public bool Confirmed => Reason.Length == 0;

    public static PortView Of(NetworkIntent network, PortIntent intent, Attachment attachment, FabricSnapshot fabric)
    {
        var shortfall = NetworkState.ShortfallOf(fabric.Networks.GetValueOrDefault(network.Number!.Value), attachment.Port);
        return new PortView(
            network.Id, intent, attachment, NameOf(attachment.Port, fabric), shortfall is null ? "" : NetworkState.ReasonOf(shortfall.Kind), shortfall?.Message ?? "");
    }

    /// <summary>As its switch says; empty while unknown.</summary>
    public static string NameOf(PortKey port, FabricSnapshot fabric) =>
        fabric.Switches.TryGetValue(port.Switch, out var status) && status.Ports.TryGetValue(port.PortNo, out var known) ? known.Name : "";
}
