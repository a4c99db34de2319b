using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using k8s;
using L2sm.Kubernetes.Api;

namespace L2smOsm.Testing.Kubernetes;

/// <summary>
/// The real thing: etcd and kube-apiserver, of whatever version is in <c>KUBEBUILDER_ASSETS</c>, on loopback ports. There is no controller manager:
/// namespaces do not finish deleting, owner references are not collected, and pods get no node by themselves.
/// </summary>
public sealed class KubeApiServer : ApiServer, IDisposable
{
    private const string DefaultAssets = "/usr/local/kubebuilder/bin", Administrator = "CN=test-admin,O=system:masters";

    private readonly string assets;
    private readonly CertificateAuthority authority;
    private readonly ServerProcess etcd;
    private readonly ServerProcess server;
    private readonly Uri address;
    private readonly HttpClient etcdClient;
    private string version = "?";

    private KubeApiServer(string folder, string assets)
    {
        this.assets = assets;
        authority = new CertificateAuthority(folder, "kube-ca");
        var (client, peer, secure) = (ServerProcess.FreePort(), ServerProcess.FreePort(), ServerProcess.FreePort());
        etcdClient = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{client}") };
        address = new Uri($"https://127.0.0.1:{secure}");
        etcd = ServerProcess.Start(Path.Combine(folder, "etcd.log"), folder, Path.Combine(assets, "etcd"),
            "--data-dir", Path.Combine(folder, "etcd"), "--unsafe-no-fsync",
            "--listen-client-urls", $"http://127.0.0.1:{client}", "--advertise-client-urls", $"http://127.0.0.1:{client}",
            "--listen-peer-urls", $"http://127.0.0.1:{peer}", "--initial-advertise-peer-urls", $"http://127.0.0.1:{peer}",
            "--initial-cluster", $"default=http://127.0.0.1:{peer}");
        var certificate = authority.Issue("kube-apiserver", "localhost");
        var serviceAccounts = Path.Combine(folder, "service-accounts.key");
        using (var key = RSA.Create(2048)) File.WriteAllText(serviceAccounts, key.ExportRSAPrivateKeyPem());
        server = ServerProcess.Start(Path.Combine(folder, "kube-apiserver.log"), "", Path.Combine(assets, "kube-apiserver"),
            "--etcd-servers", $"http://127.0.0.1:{client}", "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", $"--secure-port={secure}",
            "--service-cluster-ip-range=10.0.0.0/24", "--authorization-mode=RBAC", "--disable-admission-plugins=ServiceAccount", "--allow-privileged=true",
            "--cert-dir", folder, "--client-ca-file", authority.Path, "--tls-cert-file", certificate.Certificate, "--tls-private-key-file", certificate.Key,
            "--service-account-issuer=https://kubernetes.default.svc", "--service-account-key-file", serviceAccounts,
            "--service-account-signing-key-file", serviceAccounts);
        Admin = As(new X500DistinguishedName(Administrator));
    }

    /// <summary>Why there is none on this machine; null if there is. Where one is promised and broken, starting it fails.</summary>
    public static string? Missing { get; } =
        Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 } || Directory.Exists(DefaultAssets) && File.Exists(Path.Combine(DefaultAssets, "kube-apiserver"))
            ? null
            : $"needs kube-apiserver and etcd in KUBEBUILDER_ASSETS or {DefaultAssets}";

    /// <inheritdoc/>
    public override string Name => $"kube-apiserver {version}";

    /// <inheritdoc/>
    public override ClusterConnection Admin { get; }

    /// <inheritdoc/>
    public override string Kubeconfig
    {
        get
        {
            var administrator = authority.Issue(new X500DistinguishedName(Administrator));
            return $$$"""
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "{{{address}}}", certificate-authority: "{{{authority.Path}}}"}}]
                users: [{name: test, user: {client-certificate: "{{{administrator.Certificate}}}", client-key: "{{{administrator.Key}}}"}}]
                contexts: [{name: test, context: {cluster: test, user: test, namespace: default}}]
                current-context: test
                """;
        }
    }

    private static string Assets { get; } = Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 } named ? named : DefaultAssets;

    /// <summary>Starts both; takes some seconds.</summary>
    /// <param name="assets">Where they are; null for where the environment says.</param>
    /// <exception cref="InvalidOperationException">They are promised by <c>KUBEBUILDER_ASSETS</c>, and not there or broken.</exception>
    public static async Task<KubeApiServer> StartAsync(string? assets = null)
    {
        var from = assets ?? Assets;
        foreach (var program in new[] { "etcd", "kube-apiserver" })
            if (!File.Exists(Path.Combine(from, program))) throw new InvalidOperationException($"KUBEBUILDER_ASSETS names {from}, and there is no {program}");
        for (var attempt = 1; ; attempt++)
        {
            var started = new KubeApiServer(Directory.CreateTempSubdirectory("kube-").FullName, from);
            try
            {
                await started.BecomesReadyAsync();
                await started.MakeSystemNamespaceAsync();
                return started;
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                started.Dispose(); // somebody else may have taken a port between its choice and its use
            }
            catch
            {
                started.Dispose();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public override ClusterConnection As(string user) => As(new X500DistinguishedName($"CN={user}"));

    /// <inheritdoc/>
    public override async Task CompactAsync()
    {
        using var status = await etcdClient.PostAsJsonAsync("/v3/maintenance/status", new JsonObject());
        var revision = JsonNode.Parse(await status.Content.ReadAsStringAsync())!["header"]!["revision"]!.GetValue<string>();
        using var done = await etcdClient.PostAsJsonAsync("/v3/kv/compaction", new JsonObject { ["revision"] = revision, ["physical"] = true });
        done.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        server.Dispose();
        etcd.Dispose();
        etcdClient.Dispose();
        authority.Dispose();
    }

    private ClusterConnection As(X500DistinguishedName subject)
    {
        var issued = authority.Issue(subject);
        return ClusterConnection.From(new KubernetesClientConfiguration
        {
            Host = address.AbsoluteUri,
            SslCaCerts = [X509CertificateLoader.LoadCertificateFromFile(authority.Path)],
            ClientCertificateFilePath = issued.Certificate,
            ClientKeyFilePath = issued.Key,
        });
    }

    private async Task BecomesReadyAsync()
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(authority.Path));
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust } });
        await Condition.ReachesAsync(
            async () =>
            {
                if (etcd.HasExited) throw new InvalidOperationException($"etcd in {assets} ended: {etcd.Said}");
                if (server.HasExited) throw new InvalidOperationException($"kube-apiserver in {assets} ended: {server.Said}");
                try
                {
                    return await http.GetStringAsync(new Uri(address, "readyz"));
                }
                catch (HttpRequestException e)
                {
                    return e.Message;
                }
            },
            answer => answer == "ok", $"kube-apiserver in {assets} is ready", TimeSpan.FromMinutes(2));
        var answer = JsonNode.Parse(await http.GetStringAsync(new Uri(address, "version")))!;
        version = answer["gitVersion"]!.GetValue<string>().TrimStart('v');
    }
}
