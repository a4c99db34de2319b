using System.Net.Sockets;
using L2sm.Kubernetes.Api;
using L2sm.Kubernetes.Operator;
using L2sm.OpenFlow;
using L2sm.Sdn.Topology;
using L2smOsm.Testing;
using L2smOsm.Testing.Kubernetes.Operator;
using Osm.L2sm.V1;

namespace Osm.L2sm.Connector.Tests.Cluster;

/// <summary>A cluster with an Overlay of two nodes and a stand-in of the L2S-M operator, which calls the service's REST.</summary>
public abstract class OperatorTest : ClusterTest
{
    private OperatorStandIn? standIn;

    private protected OperatorStandIn StandIn => standIn!;

    // The server has networks and pods of other tests, too.
    private protected string Net => $"{Space}-net";

    private protected string Node1 => $"{Space}-node1";

    private protected string Node2 => $"{Space}-node2";

    private protected async Task StartAllAsync(string on)
    {
        await ArrangeOperatorAsync(on);
        await StartServiceAsync();
    }

    private protected async Task ArrangeOperatorAsync(string on)
    {
        await ArrangeAsync(on);
        await OperatorStandIn.InstallAsync(Server, Space, Node1, Node2);
        standIn = new OperatorStandIn(Server.Api, Space, new HttpClient(new SocketsHttpHandler { ConnectCallback = ToNorthboundAsync }));
        await standIn.MakeOverlayAsync(Server.Api, [Node1, Node2], interfaces: 3);
    }

    private protected Task StartServiceAsync() => StartServiceAsync(null, "--Backend=operator");

    private protected async Task StartServiceAsync(Func<KubernetesApi>? api, params string[] settings)
    {
        await StartAsync(api, settings);
        foreach (var node in new[] { Node1, Node2 }) Connector.Fabric.Connect(Datapaths.Of(node, DatapathRule.OfBridge), "p1", "p2", "p3");
        await LeadsAsync();
    }

    // Where the service is now: it starts anew in some tests, on another port.
    private async ValueTask<Stream> ToNorthboundAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync("127.0.0.1", Connector.Port("northbound"), cancellation);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or InvalidOperationException or ObjectDisposedException)
        {
            throw new HttpRequestException("the service is not there", e);
        }
        return new NetworkStream(socket, ownsSocket: true);
    }

    private protected static PortKey PortOf(string node) => new(new DatapathId(Datapaths.Of(node, DatapathRule.OfBridge)), 1);

    private protected bool NamedInFabric(string network) => Connector.Fabric.Wanted.Networks.Values.Any(n => n.Name == network);

    private protected Task<Network> ActiveAsync(string id) => Condition.ReachesAsync(() => RefreshAsync(id), n => n.Status == NetworkStatus.Active, "it is active", TimeSpan.FromSeconds(60));

    private protected bool IsAttached(PortKey port) => Connector.Fabric.Wanted.Owners.ContainsKey(port);

    private protected Task AttachedAsync(params PortKey[] ports) => Condition.HoldsAsync(
        () => Connector.Fabric.Wanted.Owners.Keys.Where(p => ports.Contains(p) || p.Switch == PortOf(Node1).Switch || p.Switch == PortOf(Node2).Switch).ToHashSet().SetEquals(ports),
        $"in networks are {string.Join(", ", ports)}", TimeSpan.FromSeconds(60));

    public override async ValueTask DisposeAsync()
    {
        if (standIn is not null) await standIn.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
