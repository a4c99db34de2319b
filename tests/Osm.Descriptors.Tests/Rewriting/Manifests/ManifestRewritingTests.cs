using System.Text;
using L2smOsm.Testing.Charts;
using Osm.Descriptors.Rewriting.Charts;
using Osm.Descriptors.Rewriting.Manifests;
using Osm.Descriptors.Tests.Rewriting.Charts;

namespace Osm.Descriptors.Tests.Rewriting.Manifests;

public sealed class ManifestRewritingTests
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: rel-web
          labels: {app.kubernetes.io/instance: rel}
        spec:
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
              - name: web # the pod

        """;

    [Fact]
    public void Lines_come_into_the_metadata_of_the_pods_and_all_else_stays()
    {
        var rewrite = Rewrite($"# first\n---\n{Deployment}--- # next\napiVersion: v1\nkind: Service\nmetadata: {{name: a}}\n", SmallChart.Wishes("n3", "n6"));

        rewrite.Text("m.yaml").ShouldBe("# first\n---\n" + Deployment.With("    metadata:\n      labels:\n", """
                metadata:
                  annotations:
                    l2sm/networks: "home-n3,home-n6"
                  labels:
                    l2sm: "true"

            """) + "--- # next\napiVersion: v1\nkind: Service\nmetadata: {name: a}\n");
        var outcome = rewrite.Workloads.ShouldHaveSingleItem();
        (outcome.File, outcome.Line, outcome.Kind, outcome.Name, outcome.How).ShouldBe(("m.yaml", 4, "Deployment", "rel-web", AttachmentWay.Inserted));
    }

    [Theory]
    [InlineData("      labels:\n        app: web\n", "      labels: {app: web}\n")]
    [InlineData("      labels:\n        app: web\n", "      annotations: {}\n      labels: {}\n")]
    [InlineData("      labels:\n        app: web\n", "      annotations:\n      labels: ~\n")]
    [InlineData("    metadata:\n      labels:\n        app: web\n", "    metadata: {labels: {app: web}}\n")]
    [InlineData("    metadata:\n      labels:\n        app: web\n", "    metadata: {\"name\": x}\n")]
    [InlineData("      labels:\n        app: web\n", "      labels:\n        l2sm: \"false\"\n      annotations:\n        # why\n        a: |\n          b: c\n")]
    [InlineData("      labels:\n        app: web\n", "      annotations:\n        l2sm/networks: >-\n          home-n3\n      labels:\n        app: web\n")]
    public async Task Metadata_of_every_style_is_added_to(string old, string style)
    {
        var text = Deployment.With(old, style);
        var rewrite = Rewrite(text, SmallChart.Wishes("n3", "n6"));

        rewrite.Workloads.ShouldHaveSingleItem().How.ShouldBe(AttachmentWay.Inserted);
        Rewrite(rewrite.Text("m.yaml"), SmallChart.Wishes("n3", "n6")).ShouldSatisfyAllConditions(
            again => again.Files.ShouldBeEmpty(), again => again.Workloads.ShouldHaveSingleItem().How.ShouldBe(AttachmentWay.Already));
        if (HelmRender.Missing is not null)
            return;
        var (before, after) = (await HelmRender.ReadAsync(text), await HelmRender.ReadAsync(rewrite.Text("m.yaml")));
        GoldenChartTests.SameButForNetworks(before, after);
        after[0].PodAnnotation("l2sm/networks").ShouldBe("home-n3,home-n6");
        after[0].PodLabel("l2sm").ShouldBe("true");
    }

    [Fact]
    public void A_list_for_Multus_is_refused_converted_or_added_to()
    {
        var text = Deployment.With("      labels:\n", """
                  annotations:
                    k8s.v1.cni.cncf.io/networks: '[{"name": "access",
                      "interface": "access", "ips": ["10.0.0.2/24"]}]'
                  labels:

            """);

        var refused = Rewrite(text, SmallChart.Wishes("n3"));
        refused.Files.ShouldBeEmpty();
        refused.Workloads.ShouldHaveSingleItem().How.ShouldBe(AttachmentWay.Unreachable);
        refused.Workloads[0].Reason!.ShouldContain("--replace-multus access=NET");

        var converted = Rewrite(text, SmallChart.Wishes("n3", "n6") with { Replacements = [new MultusReplacement("access", "n3")] }).Text("m.yaml");
        converted.ShouldContain("        l2sm/networks: '[{\"name\":\"home-n3\",\"ips\":[\"10.0.0.2/24\"]},{\"name\":\"home-n6\"}]'\n      labels:");
        converted.ShouldNotContain("k8s.v1");

        var added = Rewrite(text, SmallChart.Wishes("n3") with { Dialect = AnnotationDialect.Multus }).Text("m.yaml");
        added.ShouldContain("{\"name\":\"home-n3\"}]'\n");
        added.ShouldNotContain("l2sm");
    }

    [Fact]
    public void Workloads_are_named_addresses_are_for_one_pod_and_the_rest_is_left_out_with_a_reason()
    {
        var wishes = new AttachmentWishes(
            AnnotationDialect.L2sm,
            [new NetworkWish("n3", [new WorkloadWish("web", "10.0.0.5/24")]), new NetworkWish("n6", [new WorkloadWish("typo")]), new NetworkWish("none", [])], []);
        var many = Deployment.With("rel-web", "web").With("spec:\n  template", "spec:\n  replicas: 2\n  template");
        var host = Deployment.With("rel-web", "host").With("      containers", "      hostNetwork: true\n      containers");

        var rewrite = Rewrite($"{Deployment}---\n{many}---\n{host}", wishes);

        rewrite.Text("m.yaml").ShouldContain("\"ips\":[\"10.0.0.5/24\"]");
        rewrite.Workloads.Select(outcome => outcome.How).ShouldBe([AttachmentWay.Inserted, AttachmentWay.Unreachable, AttachmentWay.Excluded]);
        rewrite.Workloads[1].Reason!.ShouldContain("2 replicas");
        rewrite.Workloads[2].Reason!.ShouldContain("hostNetwork");
        rewrite.Unmet.Select(unmet => (unmet.NetId, unmet.Workload)).ShouldBe([("n6", "typo")]);
    }

    [Fact]
    public void Metadata_that_is_shared_by_an_alias_is_refused() =>
        Rewrite(Deployment.With("spec:\n  template:\n    metadata:\n      labels:\n", "spec:\n  shared: &shared {a: b}\n  template:\n    metadata:\n      annotations: *shared\n      labels:\n"), SmallChart.Wishes("n3"))
            .Workloads.ShouldHaveSingleItem().How.ShouldBe(AttachmentWay.Unreachable);

    [Fact]
    public void What_is_no_YAML_is_told_of()
    {
        var rewrite = Rewrite(Deployment.With("  template:", "  template: ["), SmallChart.Wishes("n3"));

        rewrite.Files.ShouldBeEmpty();
        rewrite.Workloads.ShouldHaveSingleItem().Reason!.ShouldStartWith("it cannot be read: ");
    }

    [Fact]
    public void Line_ends_and_the_byte_order_mark_are_kept()
    {
        var rewrite = Rewrite("\ufeff" + Deployment.Replace("\n", "\r\n", StringComparison.Ordinal), SmallChart.Wishes("n3"));

        rewrite.Text("m.yaml").Replace("\r\n", "", StringComparison.Ordinal).ShouldNotContain("\n");
        rewrite.Text("m.yaml")[0].ShouldBe('\ufeff');
    }

    private static ChartRewrite Rewrite(string text, AttachmentWishes wishes) =>
        ManifestRewriting.Rewrite(
            new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal) { ["m.yaml"] = Encoding.UTF8.GetBytes(text) }, wishes,
            net => net == "none" ? null : "home-" + net);
}
