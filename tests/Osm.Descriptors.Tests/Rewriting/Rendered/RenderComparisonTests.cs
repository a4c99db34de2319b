using Osm.Descriptors.Rewriting.Charts;
using Osm.Descriptors.Rewriting.Rendered;

namespace Osm.Descriptors.Tests.Rewriting.Rendered;

/// <summary>What a patched chart may render otherwise, and what it may not.</summary>
public sealed class RenderComparisonTests
{
    private const string Pod = """
        ---
        # Source: chart/templates/web.yaml
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 1
          template:
            metadata:
              labels:
                app: web
            spec:
              containers: []
        ---
        # Source: chart/templates/map.yaml
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: map
        data:
          key: value

        """;

    private static readonly string Patched = Pod.With("      labels:\n", "      annotations:\n        l2sm/networks: ns-data\n      labels:\n        l2sm: \"true\"\n");

    [Fact]
    public void Label_and_networks_are_what_may_come() => Compare(Pod, Patched).ShouldBe([]);

    [Fact]
    public void Addresses_make_a_list_of_JSON() =>
        Compare(Pod, Patched.With("l2sm/networks: ns-data", "l2sm/networks: '[{\"name\":\"ns-data\",\"ips\":[\"10.0.0.5/24\"]}]'")).ShouldBe([]);

    [Fact]
    public void A_document_that_is_written_anew_in_another_style_is_the_same() =>
        Compare(
            Pod.With("containers: []", "containers: [{image: \"web:1.0\", mode: 0644, port: \"80\", on: yes, share: 0.50, ports: '1:30'}]"),
            Patched.With("containers: []", "containers: [{ports: 1:30, image: web:1.0, mode: 420, port: '80', on: true, share: 0.5}]")).ShouldBe([]);

    [Fact]
    public void A_text_that_becomes_a_number_is_told() =>
        Compare(Pod.With("containers: []", "a: \"80\""), Patched.With("containers: []", "a: 80")).ShouldHaveSingleItem().ShouldContain("more than the networks");

    [Fact]
    public void A_pod_without_its_net_is_told() => Compare(Pod, Pod).ShouldBe(["Deployment web does not get the net 'data'"]);

    [Fact]
    public void A_network_that_nobody_wanted_is_told() =>
        Compare(Pod, Patched.With("ns-data", "ns-data,ns-other")).ShouldBe(["Deployment web gets the network 'ns-other', which is none of those wanted"]);

    [Fact]
    public void Networks_without_the_label_are_told() =>
        Compare(Pod, Patched.With("        l2sm: \"true\"\n", "")).ShouldHaveSingleItem().ShouldContain("not the label");

    [Fact]
    public void Multus_beside_L2S_M_is_told() =>
        Compare(Pod, Patched.With("      annotations:\n", "      annotations:\n        k8s.v1.cni.cncf.io/networks: other\n")).ShouldHaveSingleItem().ShouldContain("beside 'l2sm/networks'");

    [Theory]
    [InlineData("replicas: 1", "replicas: 2", "more than the networks of Deployment web")]
    [InlineData("app: web", "app: webs", "more than the networks of Deployment web")]
    [InlineData("key: value", "key: other", "chart/templates/map.yaml: more than the networks of pods")]
    [InlineData("key: value", "key: \"1\"", "chart/templates/map.yaml")]
    public void All_else_must_stay(string old, string @new, string problem) =>
        Compare(Pod, Patched.With(old, @new)).ShouldHaveSingleItem().ShouldContain(problem);

    [Fact]
    public void A_document_more_is_told() => Compare(Pod, Patched + "---\nkind: Secret\n").ShouldHaveSingleItem().ShouldContain("3 documents, and 2 without");

    [Fact]
    public void What_is_random_is_not_compared()
    {
        var random = Pod.With("key: value", "key: random");

        Compare(Pod, Patched.With("key: value", "key: third"), random).ShouldBe([]);
    }

    [Theory]
    [InlineData("metadata:\n  name: web\n", "metadata:\n  name: web\n  annotations:\n    helm.sh/hook: post-install\n")]
    [InlineData("      containers: []", "      hostNetwork: true\n      containers: []")]
    public void Hooks_and_pods_of_the_host_are_left_alone(string old, string @new)
    {
        Compare(Pod.With(old, @new), Pod.With(old, @new)).ShouldBe([]);
        Compare(Pod.With(old, @new), Patched.With(old, @new)).ShouldHaveSingleItem().ShouldContain("is a hook or on its node's network");
    }

    private static IEnumerable<string> Compare(string before, string after, string? again = null) => RenderComparison.Of(
        RenderedDocument.Split(before), RenderedDocument.Split(again ?? before), RenderedDocument.Split(after),
        new AttachmentWishes(AnnotationDialect.L2sm, [new NetworkWish("data", [])], []), RenderComparison.NamesIn("ns")).Problems;
}
