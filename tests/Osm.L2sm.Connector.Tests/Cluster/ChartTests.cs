using System.Text.Json.Nodes;
using L2smOsm.Testing.Charts;
using L2smOsm.Testing.Kubernetes;
using Microsoft.Extensions.Configuration;
using Osm.L2sm.Connector.Hosting.Cluster;
using Osm.L2sm.Connector.Tests.Testing;

namespace Osm.L2sm.Connector.Tests.Cluster;

/// <summary>The chart of deploy/helm: what it renders, and that it grants what is used and nothing else.</summary>
public sealed class ChartTests
{
    public static readonly string Chart = Path.Combine(Repository, "deploy/helm/osm-l2sm");

    [HelmRenderTheory]
    [InlineData("operator")]
    [InlineData("multus")]
    public async Task Two_replicas_without_root_are_led_to_by_the_label_of_the_leader(string backend)
    {
        var manifests = await HelmRender.RenderAsync("osm-l2sm", Chart, ["--namespace", "l2sm-system", "--set", $"backend={backend}"]);
        var deployment = manifests.Single(m => m.Kind == "Deployment").Object!["spec"]!;
        ((int)deployment["replicas"]!).ShouldBe(2);
        var pod = deployment["template"]!["spec"]!;
        ((bool)pod["securityContext"]!["runAsNonRoot"]!).ShouldBeTrue();
        var container = pod["containers"]![0]!;
        ((bool)container["securityContext"]!["readOnlyRootFilesystem"]!).ShouldBeTrue();
        Text(container["securityContext"]!["capabilities"]!["drop"]).ShouldBe(["ALL"]);
        container["readinessProbe"]!["httpGet"]!["path"]!.GetValue<string>().ShouldBe("/readyz");

        var leading = manifests.Where(m => m.Kind == "Service" && (string?)m.Object!["spec"]!["selector"]?["osm-l2sm/role"] == "leader").Select(m => m.Name);
        leading.ShouldBe(backend == "operator" ? ["osm-l2sm", "l2sm-controller-service"] : ["osm-l2sm"], ignoreOrder: true);
        if (backend == "operator")
            manifests.Single(m => m is { Kind: "Service", Name: "l2sm-controller-service" }).Object!["spec"]!["ports"]!.AsArray().Select(p => (int)p!["port"]!).ShouldBe([8181, 6633, 6653]);
    }

    [HelmRenderFact]
    public async Task The_operator_in_another_namespace_finds_the_service_under_the_name_that_it_knows()
    {
        var manifests = await HelmRender.RenderAsync("conn", Chart, ["--namespace", "osm"]);
        var alias = manifests.Single(m => m.Kind == "Service" && (string?)m.Object!["spec"]!["type"] == "ExternalName").Object!;
        ((string?)alias["metadata"]!["namespace"], (string?)alias["metadata"]!["name"]).ShouldBe(("l2sm-system", "l2sm-controller-service"));
        ((string?)alias["spec"]!["externalName"]).ShouldBe("l2sm-controller-service.osm.svc.cluster.local");
    }

    [HelmRenderFact]
    public async Task Certificates_come_from_an_issuer_or_from_a_Secret_of_ones_own()
    {
        string[] issued = ["--set", "grpc.tls.enabled=true", "--set", "grpc.tls.mutual=true", "--set", "grpc.tls.issuer.name=ca"];
        var manifests = await HelmRender.RenderAsync("osm-l2sm", Chart, ["--namespace", "l2sm-system", .. issued]);
        var certificate = manifests.Single(m => m.Kind == "Certificate").Object!["spec"]!;
        Text(certificate["dnsNames"]).ShouldContain("osm-l2sm.l2sm-system.svc.cluster.local");
        Environment(manifests)["L2SM_Grpc__ClientCertificateAuthority"].ShouldBe("/tls/grpc/ca.crt");
        SecretOf(manifests).ShouldBe((string?)certificate["secretName"]);

        var own = await HelmRender.RenderAsync("osm-l2sm", Chart, ["--namespace", "l2sm-system", "--set", "grpc.tls.enabled=true", "--set", "grpc.tls.secretName=mine"]);
        own.ShouldNotContain(m => m.Kind == "Certificate");
        SecretOf(own).ShouldBe("mine");
        (await Should.ThrowAsync<ChartRenderException>(() => HelmRender.RenderAsync("osm-l2sm", Chart, ["--set", "grpc.tls.enabled=true"]))).Message.ShouldContain("grpc.tls.issuer.name");
    }

    [HelmRenderFact]
    public async Task Settings_of_every_shape_are_variables_that_the_service_knows()
    {
        var manifests = await HelmRender.RenderAsync("osm-l2sm", Chart, [
            "--namespace", "l2sm-system", "--set", "backend=multus", "--set", "settings.Networks.AntiSpoofing=mac", "--set", "settings.Networks.UnderlayMtu=9000",
            "--set", "settings.Kubernetes.NadNamespaces={tenant-a,tenant-b}", "--set", "settings.Kubernetes.ManageOverlay=false", "--set", "settings.Grpc.Certificate.Path=/x"]);
        var given = Environment(manifests).Where(e => e.Key.StartsWith("L2SM_", StringComparison.Ordinal)).ToDictionary(e => e.Key["L2SM_".Length..].Replace("__", ":"), e => e.Value);

        new[] { "Networks:AntiSpoofing", "Networks:UnderlayMtu", "Kubernetes:NadNamespaces:0", "Kubernetes:NadNamespaces:1", "Kubernetes:ManageOverlay", "Grpc:Certificate:Path" }
            .Select(key => given.GetValueOrDefault(key)).ShouldBe(["mac", "9000", "tenant-a", "tenant-b", "false", "/x"]);
        var options = new ConfigurationBuilder().AddInMemoryCollection(given).Build().GetSection("Kubernetes").Get<KubernetesOptions>().ShouldNotBeNull();
        options.NadNamespaces.ShouldBe(["tenant-a", "tenant-b"]);
    }

    [HelmRenderFact]
    public async Task With_a_template_that_needs_no_operator_nothing_is_granted_in_the_namespace_of_one()
    {
        string[] multus = ["--namespace", "osm", "--set", "backend=multus"];
        async Task<bool> NeedsOneAsync(params string[] more) =>
            (await HelmRender.RenderAsync("osm-l2sm", Chart, [.. multus, .. more])).Any(m => (string?)m.Object!["metadata"]!["namespace"] == "l2sm-system");
        (await NeedsOneAsync()).ShouldBeTrue();
        (await NeedsOneAsync("--set", "settings.Kubernetes.NadTemplate=bridge")).ShouldBeFalse();

        using var folder = new TestFolder();
        var values = Path.Combine(Path.GetDirectoryName(folder.Store)!, "values.yaml");
        const string Template = """{"cniVersion": "0.4.0", "type": "macvlan", "master": "eth1", "name": "${network}"}""";
        await File.WriteAllTextAsync(values, $"nadTemplate: '{Template}'\n");
        (await NeedsOneAsync("-f", values)).ShouldBeFalse();
        var manifests = await HelmRender.RenderAsync("osm-l2sm", Chart, [.. multus, "-f", values]);
        ((string?)manifests.Single(m => m.Kind == "ConfigMap").Object!["data"]!["nad.json"]).ShouldBe(Template);
        Environment(manifests)["L2SM_Kubernetes__NadTemplate"].ShouldBe("/etc/osm-l2sm/nad.json");
        var mount = manifests.Single(m => m.Kind == "Deployment").Object!["spec"]!["template"]!["spec"]!["containers"]![0]!["volumeMounts"]![0]!;
        ((string?)mount["mountPath"], (string?)mount["name"]).ShouldBe(("/etc/osm-l2sm", "nad-template"));
    }

    [HelmRenderFact]
    public async Task The_REST_whose_password_everybody_knows_is_open_to_the_operators_namespace_alone_and_gRPC_to_whom_it_is_given()
    {
        string[] chart = ["--namespace", "osm", "--set", "networkPolicy.grpcFrom[0].namespaceSelector.matchLabels.team=osm"];
        var policy = (await HelmRender.RenderAsync("osm-l2sm", Chart, chart)).Single(m => m.Kind == "NetworkPolicy").Object!["spec"]!;
        ((string?)policy["podSelector"]!["matchLabels"]!["app.kubernetes.io/name"]).ShouldBe("osm-l2sm");
        var rules = policy["ingress"]!.AsArray().SelectMany(r => r!["ports"]!.AsArray().Select(p => (Port: (string)p!["port"]!, From: r["from"]?.ToJsonString()))).ToDictionary(r => r.Port, r => r.From);

        rules.Keys.ShouldBe(["grpc", "http", "openflow", "openflow-old", "northbound"], ignoreOrder: true);
        rules["northbound"].ShouldBe("""[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"l2sm-system"}}}]""");
        rules["grpc"].ShouldBe("""[{"podSelector":{}},{"namespaceSelector":{"matchLabels":{"team":"osm"}}}]""");
        (await HelmRender.RenderAsync("osm-l2sm", Chart, ["--set", "backend=multus"])).Single(m => m.Kind == "NetworkPolicy").Text.ShouldNotContain("northbound");
        (await HelmRender.RenderAsync("osm-l2sm", Chart, ["--set", "networkPolicy.enabled=false"])).ShouldNotContain(m => m.Kind == "NetworkPolicy");
    }

    /// <summary>A field that a server does not know is refused by its apply. The kinds of cert-manager, and those newer than the server, are left out.</summary>
    [HelmRenderTheory]
    [InlineData("backend=operator,manageOverlay=true")]
    [InlineData("backend=multus")]
    public async Task An_API_server_takes_what_the_chart_renders(string values)
    {
        var server = await ApiServers.GetAsync(KubeApiServer.Missing is null ? "kube-apiserver" : "in-process");
        var space = await server.NewNamespaceAsync();
        string[] all = [
            "--namespace", space, "--set", $"{values},operatorNamespace={space},grpc.tls.enabled=true,grpc.tls.mutual=true,grpc.tls.secretName=a,openflow.tls.enabled=true,openflow.tls.secretName=b",
            "--set", "nadTemplate=x,northbound.secretName=c,imagePullSecrets[0].name=d,podLabels.e=f,podAnnotations.g=h,nodeSelector.i=j,tolerations[0].operator=Exists,serviceAccount.annotations.k=l"];
        foreach (var manifest in await HelmRender.RenderAsync("osm-l2sm", Chart, all))
            if (manifest.Kind != "PodDisruptionBudget") await server.ApplyAsync(manifest.Text, space);
    }

    [HelmRenderFact]
    public async Task The_plain_manifests_are_those_of_the_chart()
    {
        foreach (var backend in new[] { "operator", "multus" })
        {
            var path = Path.Combine(Repository, $"deploy/manifests/{backend}.yaml");
            var text = string.Concat((await HelmRender.RenderAsync("osm-l2sm", Chart, ["--namespace", "l2sm-system", "--set", $"backend={backend}"])).Select(m => $"---\n{m.Text.Trim()}\n"));
            if (System.Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1")
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, text);
            }
            (await File.ReadAllTextAsync(path)).ShouldBe(text, $"UPDATE_GOLDEN=1 makes deploy/manifests/{backend}.yaml anew");
        }
    }

    /// <summary>The rules that the chart grants to the service, of all its roles.</summary>
    internal static async Task<IReadOnlyList<(string Group, string Resource, string Verb)>> GrantedAsync(string backend, params string[] more)
    {
        var manifests = await HelmRender.RenderAsync("osm-l2sm", Chart, ["--namespace", "l2sm-system", "--set", $"backend={backend}", .. more]);
        return
        [
            .. manifests.Where(m => m.Kind is "Role" or "ClusterRole").SelectMany(m => m.Object!["rules"]!.AsArray())
                .SelectMany(r => Text(r!["apiGroups"]).SelectMany(g => Text(r["resources"]).SelectMany(s => Text(r["verbs"]).Select(v => (g, s, v))))).Distinct(),
        ];
    }

    private static Dictionary<string, string?> Environment(IEnumerable<RenderedManifest> manifests) =>
        manifests.Single(m => m.Kind == "Deployment").Object!["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray()
            .ToDictionary(e => (string)e!["name"]!, e => (string?)e!["value"]);

    private static string? SecretOf(IEnumerable<RenderedManifest> manifests) =>
        (string?)manifests.Single(m => m.Kind == "Deployment").Object!["spec"]!["template"]!["spec"]!["volumes"]![0]!["secret"]!["secretName"];

    private static string[] Text(JsonNode? list) => [.. list!.AsArray().Select(e => (string)e!)];

    private static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "L2smOsm.sln"))) folder = folder.Parent!;
            return folder.FullName;
        }
    }
}
