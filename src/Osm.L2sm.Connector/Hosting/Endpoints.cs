using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using Osm.L2sm.Connector.Hosting.Tls;
using Osm.L2sm.Connector.Northbound;

namespace Osm.L2sm.Connector.Hosting;

/// <summary>The sockets of the process: gRPC, OpenFlow, HTTP, and the northbound REST where it is on.</summary>
internal sealed class Endpoints(
    IOptions<ConnectorOptions> connector,
    IOptions<GrpcEndpointOptions> grpc,
    IOptions<OpenFlowEndpointOptions> openFlow,
    IOptions<HttpEndpointOptions> http,
    IOptions<NorthboundOptions> northbound,
    GrpcTls tls) : IConfigureOptions<KestrelServerOptions>
{
    private readonly List<(string Name, ListenOptions Listener)> listeners = [];

    /// <summary>What is listened on; the true ports once the server has started.</summary>
    public IReadOnlyList<(string Name, IPEndPoint Address)> Bound => [.. listeners.Select(l => (l.Name, l.Listener.IPEndPoint!))];

    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = grpc.Value.MaxRequestBytes;
        options.Limits.Http2.MaxStreamsPerConnection = 1000;
        // One endless WatchNetworks must be kept alive, and a client that is gone noticed.
        options.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        options.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);

        Listen(options, "grpc", grpc.Value.Address, grpc.Value.Port, listener =>
        {
            listener.Protocols = HttpProtocols.Http2;
            if (tls.IsOn) listener.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = tls.AcceptAsync });
        });
        // Plain Multus has no switches.
        foreach (var port in connector.Value.Backend == ConnectorOptions.Multus ? [] : openFlow.Value.PortsOrDefault)
            Listen(options, "openflow", openFlow.Value.Address, port, listener => listener.UseConnectionHandler<OpenFlowConnectionHandler>());
        Listen(options, "http", http.Value.Address, http.Value.Port, listener => listener.Protocols = HttpProtocols.Http1);
        if (northbound.Value.IsOnWith(connector.Value.Backend))
            Listen(options, "northbound", northbound.Value.Address, northbound.Value.Port, listener =>
            {
                listener.Protocols = HttpProtocols.Http1;
                NorthboundConnection.MarkAll(listener);
            });
    }

    private void Listen(KestrelServerOptions options, string name, string address, int port, Action<ListenOptions> configure)
    {
        void Keep(ListenOptions listener)
        {
            configure(listener);
            listeners.Add((name, listener));
        }

        if (address == "*") options.ListenAnyIP(port, Keep);
        else options.Listen(IPAddress.Parse(address), port, Keep);
    }
}
