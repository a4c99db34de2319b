using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace Osm.L2sm.Connector.Hosting.Tls;

/// <summary>TLS of the gRPC endpoint: each handshake gets the newest certificate.</summary>
/// <exception cref="StartException">The certificate cannot be used.</exception>
internal sealed class GrpcTls(IOptions<GrpcEndpointOptions> options, ILogger<GrpcTls> logger)
{
    private readonly ReloadedFiles<SslStreamCertificateContext>? own =
        options.Value.Certificate.Path is null ? null : CertificateFiles.Own("Grpc:Certificate", options.Value.Certificate, logger);

    public bool IsOn => own is not null;

    public void Refresh() => own?.Refresh();

    public ValueTask<SslServerAuthenticationOptions> AcceptAsync(TlsHandshakeCallbackContext context) => ValueTask.FromResult(new SslServerAuthenticationOptions
    {
        ServerCertificateContext = own!.Current,
        EnabledSslProtocols = TlsVersions.Allowed,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
    });
}
