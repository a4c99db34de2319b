using L2sm.Sdn;
using L2sm.Sdn.Topology;

namespace Osm.L2sm.Connector.Services;

/// <summary>A mirror port as it is shown.</summary>
/// <param name="Network">The network that it sees.</param>
/// <param name="Port">Where.</param>
/// <param name="PortName">As the switch says; empty while unknown.</param>
/// <param name="Reason">Why it is not confirmed; empty where it is.</param>
/// <param name="Message">The same for people.</param>
internal sealed record MirrorView(Guid Network, PortKey Port, string PortName, string Reason, string Message)
{
    public bool Confirmed => Reason.Length == 0;

    public static MirrorView Of(NetworkIntent network, PortKey port, FabricSnapshot fabric)
    {
        var shortfall = NetworkState.MirrorShortfallOf(fabric.Networks.GetValueOrDefault(network.Number!.Value), port);
        return new MirrorView(
            network.Id, port, PortView.NameOf(port, fabric), shortfall is null ? "" : NetworkState.ReasonOf(shortfall.Kind), shortfall?.Message ?? "");
    }
}
