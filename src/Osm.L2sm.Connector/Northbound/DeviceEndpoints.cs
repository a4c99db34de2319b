using System.Net;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn;
using Osm.L2sm.Connector.Hosting;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Northbound;

/// <summary>What ONOS itself answers and L2S-M relies on: the switches, and the page that Kubernetes probes.</summary>
internal static class DeviceEndpoints
{
    public static void MapDevices(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/onos/v1/devices", (IFabric fabric) => Results.Json(new { devices = fabric.Snapshot.Switches.Values.Select(ToDevice) }));
        routes.MapGet(BasicAuthentication.OpenPath, async (Readiness readiness, CancellationToken cancellation) =>
            (await readiness.MissingAsync(cancellation)).Count == 0
                ? Results.Text("ready")
                : Results.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable));
    }

    // ONOS core/api/.../codec DeviceCodec; of its fields those that are known here. Old operators find a switch by managementAddress.
    private static object ToDevice(SwitchStatus status)
    {
        var address = AddressOf(status.RemoteAddress);
        return new
        {
            id = $"of:{status.Id}",
            type = "SWITCH",
            available = status.Connected,
            role = !status.Connected ? "NONE" : status.Role == ControllerRole.Slave ? "STANDBY" : "MASTER",
            annotations = new { channelId = status.RemoteAddress, managementAddress = address, protocol = "OF_13" },
        };
    }

    // Without the port; IPv4 as such even where the socket takes both families.
    private static string AddressOf(string remote)
    {
        if (!IPEndPoint.TryParse(remote, out var end)) return remote;
        return (end.Address.IsIPv4MappedToIPv6 ? end.Address.MapToIPv4() : end.Address).ToString();
    }
}
