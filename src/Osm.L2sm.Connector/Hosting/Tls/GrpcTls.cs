using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace Osm.L2sm.Connector.Hosting.Tls;

/// <summary>TLS of the gRPC endpoint: each handshake gets the newest certificate, and where an authority is given, only whom it vouches for gets in.</summary>
/// <exception cref="StartException">A file cannot be used.</exception>
internal sealed class GrpcTls(IOptions<GrpcEndpointOptions> options, ILogger<GrpcTls> logger)
{
    private readonly ReloadedFiles<SslStreamCertificateContext>? own =
        options.Value.Certificate.Path is null ? null : CertificateFiles.Own("Grpc:Certificate", options.Value.Certificate, logger);

    private readonly ReloadedFiles<X509Certificate2Collection>? authority =
        options.Value.ClientCertificateAuthority is { } path ? CertificateFiles.Authority("Grpc:ClientCertificateAuthority", path, logger) : null;

    public bool IsOn => own is not null;

    public void Refresh()
    {
        own?.Refresh();
        authority?.Refresh();
    }

    public ValueTask<SslServerAuthenticationOptions> AcceptAsync(TlsHandshakeCallbackContext context)
    {
        var handshake = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = own!.Current,
            EnabledSslProtocols = TlsVersions.Allowed,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        };
        if (authority is not null)
        {
            handshake.ClientCertificateRequired = true;
            handshake.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            handshake.CertificateChainPolicy.CustomTrustStore.AddRange(authority.Current);
        }
        return ValueTask.FromResult(handshake);
    }
}
