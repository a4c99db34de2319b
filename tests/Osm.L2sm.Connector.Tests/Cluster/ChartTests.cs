using System.Text.Json.Nodes;
using L2smOsm.Testing.Charts;

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
