using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;
using k8s.Authentication;
using k8s.Exceptions;

namespace L2sm.Kubernetes.Api;

/// <summary>Where the API server is and how to log in there.</summary>
public sealed class ClusterConnection
{
    private readonly KubernetesClientConfiguration configuration;
    private readonly ServiceClientCredentials? credentials;
    private readonly X509Certificate2? certificate;

    private ClusterConnection(KubernetesClientConfiguration configuration)
    {
        this.configuration = configuration;
        credentials = k8s.Kubernetes.CreateCredentials(configuration);
        certificate = ClientCertificate(configuration);
        Server = new Uri(configuration.Host.EndsWith('/') ? configuration.Host : configuration.Host + "/");
        Namespace = string.IsNullOrWhiteSpace(configuration.Namespace) ? null : configuration.Namespace.Trim();
    }

    /// <summary>The server's address, with a slash at the end.</summary>
    public Uri Server { get; }

    /// <summary>The namespace that we live in, or that the kubeconfig's context names; null if unknown.</summary>
    public string? Namespace { get; }

    /// <summary>Whether this process runs in a pod with a service account.</summary>
    public static bool IsInCluster => KubernetesClientConfiguration.IsInCluster();

    /// <summary>From a pod's service account. Its token is read again each minute, as it expires.</summary>
    /// <exception cref="KubernetesException">This is no pod, or it has no service account.</exception>
    public static ClusterConnection InCluster() => Configured(
        KubernetesClientConfiguration.InClusterConfig,
        "this is no pod with a service account (no KUBERNETES_SERVICE_HOST, or no token); outside of a cluster name a kubeconfig");

    /// <summary>From a kubeconfig.</summary>
    /// <param name="path">Null: <c>$KUBECONFIG</c>, else <c>~/.kube/config</c>.</param>
    /// <param name="context">Null: the file's current context.</param>
    /// <exception cref="KubernetesException">There is no such file or context, or it makes no sense.</exception>
    public static ClusterConnection FromKubeconfig(string? path = null, string? context = null) => Configured(
        () => KubernetesClientConfiguration.BuildConfigFromConfigFile(path, context),
        $"the kubeconfig {path ?? "(KUBECONFIG, or ~/.kube/config)"} cannot be used");

    /// <summary>From a configuration of KubernetesClient.</summary>
    public static ClusterConnection From(KubernetesClientConfiguration configuration) => Configured(() => configuration, "the configuration cannot be used");

    /// <summary>To a server that asks for no log-in.</summary>
    public static ClusterConnection To(Uri server) => new(new KubernetesClientConfiguration { Host = server.AbsoluteUri });

    /// <summary>A handler of its own: TLS as configured, and connections that are found dead within seconds, not minutes.</summary>
    internal SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            EnableMultipleHttp2Connections = true,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = TimeSpan.FromSeconds(15),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        if (Server.Scheme != Uri.UriSchemeHttps) return handler;
        if (!string.IsNullOrEmpty(configuration.TlsServerName)) handler.SslOptions.TargetHost = configuration.TlsServerName;
        if (certificate is not null) handler.SslOptions.ClientCertificates = [certificate];
        if (configuration.SkipTlsVerify)
        {
#pragma warning disable CA5359, MA0039 // asked for in so many words, in the kubeconfig
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        }
        else if (configuration.SslCaCerts is { Count: > 0 } authorities)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions.CertificateChainPolicy = policy;
        }
        return handler;
    }

    internal Task AuthenticateAsync(HttpRequestMessage request, CancellationToken cancellation) =>
        credentials?.ProcessHttpRequestAsync(request, cancellation) ?? Task.CompletedTask;

    private static X509Certificate2? ClientCertificate(KubernetesClientConfiguration configuration)
    {
        var chain = Pem(configuration.ClientCertificateData, configuration.ClientCertificateFilePath);
        var key = Pem(configuration.ClientCertificateKeyData, configuration.ClientKeyFilePath);
        return chain is null || key is null ? null : X509Certificate2.CreateFromPem(chain, key);
    }

    private static string? Pem(string? base64, string? file)
    {
        if (!string.IsNullOrWhiteSpace(file)) return File.ReadAllText(file);
        return string.IsNullOrWhiteSpace(base64) ? null : Encoding.UTF8.GetString(Convert.FromBase64String(base64));
    }

    private static ClusterConnection Configured(Func<KubernetesClientConfiguration> read, string otherwise)
    {
        try
        {
            return new ClusterConnection(read());
        }
        catch (Exception e) when (e is KubeConfigException or IOException or UnauthorizedAccessException or FormatException or CryptographicException or YamlDotNet.Core.YamlException)
        {
            throw new KubernetesException(KubernetesFailure.Configuration, $"{otherwise}: {e.Message}", inner: e);
        }
    }
}
