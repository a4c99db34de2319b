using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Osm.L2sm.Connector.Hosting;

/// <summary>The sockets of the process: gRPC, OpenFlow, HTTP.</summary>
internal sealed class Endpoints(
    IOptions<GrpcEndpointOptions> grpc, IOptions<OpenFlowEndpointOptions> openFlow, IOptions<HttpEndpointOptions> http) : IConfigureOptions<KestrelServerOptions>
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
            if (grpc.Value.Certificate is { Path: { } path } certificate) listener.UseHttps(Load(path, certificate));
        });
        foreach (var port in openFlow.Value.PortsOrDefault)
            Listen(options, "openflow", openFlow.Value.Address, port, listener => listener.UseConnectionHandler<OpenFlowConnectionHandler>());
        Listen(options, "http", http.Value.Address, http.Value.Port, listener => listener.Protocols = HttpProtocols.Http1);
    }

    private static X509Certificate2 Load(string path, CertificateOptions options)
    {
        try
        {
            return X509Certificate2.GetCertContentType(path) == X509ContentType.Pkcs12
                ? X509CertificateLoader.LoadPkcs12FromFile(path, options.Password)
                : options.Password is null
                    ? X509Certificate2.CreateFromPemFile(path, options.KeyPath)
                    : X509Certificate2.CreateFromEncryptedPemFile(path, options.Password, options.KeyPath);
        }
        catch (System.Security.Cryptography.CryptographicException e)
        {
            throw new StartException($"Grpc:Certificate: '{path}' with its key cannot be read: {e.Message}", e);
        }
    }

    private void Listen(KestrelServerOptions options, string name, string address, int port, Action<ListenOptions> configure)
    {
        void Keep(ListenOptions listener)
        {
            configure(listener);
            listeners.Add((name, listener));
        }

        // Kestrel binds * with port 0 once for each protocol family at most, so the two forms differ.
        if (address == "*") options.ListenAnyIP(port, Keep);
        else options.Listen(IPAddress.Parse(address), port, Keep);
    }
}
