using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using L2sm.OpenFlow;
using Microsoft.Extensions.Options;

namespace Osm.L2sm.Connector.Hosting.Tls;

/// <summary>TLS with switches, whoever dials whom: our certificate, and the authority that vouches for theirs.</summary>
internal sealed class OpenFlowTls
{
    /// <summary>How long a peer may take for its part of the handshake.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly ReloadedFiles<SslStreamCertificateContext>? own;
    private readonly ReloadedFiles<X509Certificate2Collection>? authority;
    private readonly bool bindsDatapath;
    private readonly TimeProvider clock;

    /// <exception cref="StartException">A file cannot be used.</exception>
    public OpenFlowTls(IOptions<OpenFlowEndpointOptions> options, TimeProvider clock, ILogger<OpenFlowTls> logger)
    {
        this.clock = clock;
        var settings = options.Value;
        if (settings.Certificate.Path is not null) own = CertificateFiles.Own("OpenFlow:Certificate", settings.Certificate, logger);
        if (settings.SwitchCertificateAuthority is { } path) authority = CertificateFiles.Authority("OpenFlow:SwitchCertificateAuthority", path, logger);
        bindsDatapath = settings.BindCertificateToDatapath;
    }

    /// <summary>There is a certificate: all OpenFlow ports speak TLS.</summary>
    public bool IsOn => own is not null;

    /// <summary>Looks whether the files have changed.</summary>
    public void Refresh()
    {
        own?.Refresh();
        authority?.Refresh();
    }

    /// <summary>The handshake with a switch that dialled us.</summary>
    /// <exception cref="AuthenticationException">It failed; the message says why, for people.</exception>
    public Task<TlsConnection> AcceptAsync(Stream stream, CancellationToken cancellation)
    {
        var verdict = new Verdict(stream, authority?.Current);
        return SecureAsync(
            verdict,
            token => verdict.Secured.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = own!.Current,
                    EnabledSslProtocols = TlsVersions.Allowed,
                    ClientCertificateRequired = authority is not null,
                    AllowRenegotiation = false,
                    CertificateChainPolicy = verdict.Policy,
                },
                token),
            cancellation);
    }

    /// <summary>The handshake with a switch that we dialled. The authority is the fabric's own, so whom it vouches for is a switch, whatever its host's name.</summary>
    /// <exception cref="AuthenticationException">It failed; the message says why, for people.</exception>
    public Task<TlsConnection> DialAsync(Stream stream, string host, CancellationToken cancellation)
    {
        var verdict = new Verdict(stream, authority!.Current);
        return SecureAsync(
            verdict,
            token => verdict.Secured.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    ClientCertificateContext = own!.Current,
                    EnabledSslProtocols = TlsVersions.Allowed,
                    AllowRenegotiation = false,
                    CertificateChainPolicy = verdict.Policy,
                },
                token),
            cancellation);
    }

    private async Task<TlsConnection> SecureAsync(Verdict verdict, Func<CancellationToken, Task> handshake, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(Limit, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            await handshake(limit.Token);
            return new TlsConnection(verdict.Secured, RefusesOf(verdict.Secured));
        }
        catch (Exception e)
        {
            await verdict.Secured.DisposeAsync();
            if (cancellation.IsCancellationRequested) throw;
            throw e switch
            {
                OperationCanceledException => new AuthenticationException($"the TLS handshake was not over within {Limit.TotalSeconds:0} s", e),
                AuthenticationException or IOException => new AuthenticationException(verdict.Objection ?? $"the TLS handshake failed: {e.GetBaseException().Message}", e),
                _ => e,
            };
        }
    }

    private Func<DatapathId, string?> RefusesOf(SslStream stream)
    {
        if (!bindsDatapath) return static _ => null;
        var certificate = (X509Certificate2)stream.RemoteCertificate!;
        return claimed => CertificateNames.RefusalOf(certificate, claimed);
    }

    /// <summary>What we hold against the peer's certificate: SslStream itself only says that we refused it.</summary>
    private sealed class Verdict
    {
        public Verdict(Stream stream, X509Certificate2Collection? authorities)
        {
            Secured = new SslStream(stream, leaveInnerStreamOpen: false, (_, certificate, chain, errors) =>
            {
                // The name of a switch's host says nothing: see DialAsync.
                errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
                if (authorities is null || errors == SslPolicyErrors.None) return true;
                Objection = errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)
                    ? "it shows no certificate, and OpenFlow:SwitchCertificateAuthority asks for one"
                    : $"its certificate '{certificate?.Subject}' is not trusted: {string.Join(", ", chain?.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct() ?? [])}";
                return false;
            });
            Policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
            if (authorities is not null) Policy.CustomTrustStore.AddRange(authorities);
        }

        public SslStream Secured { get; }

        public X509ChainPolicy Policy { get; }

        public string? Objection { get; private set; }
    }
}
