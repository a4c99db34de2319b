using System.Text.Encodings.Web;
using System.Text.Json;
using L2sm.Sdn;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Grpc;

/// <summary>What OSM shows as vim_details: YAML, in the part of it that is JSON, so that no name can break it.</summary>
internal static class VimInfo
{
    /// <summary>Most ports listed: the text goes into OSM's database with every poll.</summary>
    private const int MostPorts = 100;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.Default };

    public static string Of(NetworkView view, FabricSnapshot fabric)
    {
        var (network, state) = (view.Intent, view.State);
        var switches = view.Ports.Select(p => p.Attachment.Port.Switch).Concat(view.Mirrors.Select(m => m.Port.Switch)).Distinct();
        return JsonSerializer.Serialize(
            new
            {
                name = network.Request.NetName,
                cluster_name = network.ClusterName,
                management = network.IsManagement,
                network_number = network.Number?.Value,
                vlan = network.Vlan,
                mtu = state.Mtu,
                path = network.HeldPath.Select(id => id.ToString()),
                rate_kbps = network.Rate?.Kilobits,
                reason = state.Reason.Length == 0 ? null : state.Reason,
                ports_confirmed = $"{state.Confirmed} of {state.Ports}",
                ports = view.Ports.Take(MostPorts).Select(p => new
                {
                    datapath = p.Attachment.Port.Switch.ToString(),
                    port = p.Attachment.Port.PortNo,
                    name = p.PortName,
                    state = p.Confirmed ? "ACTIVE" : p.Reason,
                }),
                mirrors = view.Mirrors.Select(m => new
                {
                    datapath = m.Port.Switch.ToString(),
                    port = m.Port.PortNo,
                    name = m.PortName,
                    state = m.Confirmed ? "ACTIVE" : m.Reason,
                }),
                cluster = view.Cluster is { } cluster ? ClusterOf(cluster) : null,
                switches = switches.Select(id => new
                {
                    datapath = id.ToString(),
                    connected = fabric.Switches.TryGetValue(id, out var status) && status.Connected,
                }),
            },
            Json);
    }

    private static object ClusterOf(ClusterView cluster) => new
    {
        @object = cluster.Object,
        warnings = cluster.Warnings.Count == 0 ? null : cluster.Warnings.ToArray(),
        addresses_free = cluster.Capacity is { } capacity ? Math.Max(0, capacity - cluster.AddressesGiven) : (int?)null,
        pods = cluster.Pods.Take(MostPorts).Select(p => new
        {
            pod = p.Pod,
            node = p.Node,
            port = p.Port?.ToString(),
            @interface = p.Interface,
            mac = p.MacAddress,
            ips = p.IpAddresses.ToArray(),
            missing = p.Missing.Count == 0 ? null : p.Missing.ToArray(),
        }),
        ports_free = cluster.Nodes.Take(MostPorts).ToDictionary(n => n.Node, n => $"{n.PortsFree} of {n.Ports}", StringComparer.Ordinal),
    };
}
