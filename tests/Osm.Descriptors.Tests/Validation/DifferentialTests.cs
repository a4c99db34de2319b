using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Validation;

/// <summary>What OSM's model was seen to reject, and to accept though wrong, when it was run: each row must be rejected here, or found.</summary>
public sealed class DifferentialTests
{
    [Theory]
    [InlineData("helm-chart: chart", "helm-chart: chart\n    foo: 1", "OSM012")]
    [InlineData("helm-chart: chart", "helm-chart: chart\n    foo: {a: 1}", "OSM012")]
    [InlineData("helm-chart: chart", "helm-chart: chart\n    foo: [1]", "OSM012")]
    [InlineData("  - name: unit\n    helm-chart: chart", "  - helm-chart: chart", "OSM007")]
    [InlineData("  - id: data-ext\n    k8s", "  - k8s", "OSM007")]
    [InlineData("    nets:\n", "    cni: [l2sm]\n    nets:\n", "OSM014")]
    [InlineData("helm-chart: chart", "helm-chart: chart\n    helm-version: v4", "OSM014")]
    [InlineData("    - id: data\n", "    - id: data\n      external-connection-point-ref: data-ext\n", "OSM013")]
    [InlineData("helm-chart: chart", "helm-chart: chart\n    service: [{name: s, mgmt-service: true}]", "OSM013")]
    public void A_VNFD_that_the_model_rejects_is_rejected(string old, string replacement, string ruleId) =>
        Rejects(Checked.Texts(Samples.Vnfd.With(old, replacement)), ruleId);

    [Theory]
    [InlineData("    - id: data\n    df", "    - id: data\n      connectivity-type: {flow-pattern: x}\n    df", "OSM014")]
    [InlineData("mgmt-network: true", "mgmt-network: maybe", "OSM014")]
    [InlineData("          l3-protocol", "          associated-layer-protocol: IPv4\n          l3-protocol", "OSM014")]
    [InlineData("gateway-ip: 10.1.0.1", "gateway-ip: garbage", "OSM014")]
    [InlineData("    - id: data\n    df", "    - id: data\n      type: ELAN\n    df", "OSM013")]
    [InlineData("    - id: data\n    df", "    - id: data\n      vim-network-id: x\n    df", "OSM013")]
    [InlineData("dhcp-enabled: false", "dhcp-enabled: false\n            dns-server: [{address: 10.1.0.2}]", "OSM013")]
    [InlineData("dhcp-enabled: false", "dhcp-enabled: false\n            dhcp-params: {count: 5}", "OSM013")]
    [InlineData("dhcp-enabled: false", "dhcp-enabled: false\n          l2-protocol-data: {mtu: 70000}", "OSM014")]
    [InlineData("dhcp-enabled: false", "dhcp-enabled: false\n          l2-protocol-data: {network-type: vlans}", "OSM014")]
    public void An_NSD_that_the_model_rejects_is_rejected(string old, string replacement, string ruleId) =>
        Rejects(Checked.Texts(Samples.Nsd.With(old, replacement), Samples.Vnfd), ruleId);

    [Theory]
    [InlineData("  id: knf\n", "", "OSM007")]
    [InlineData("  product-name: knf\n", "", "LINT901")]
    [InlineData("  provider: tests\n", "", "LINT901")]
    [InlineData("  version: \"1.0\"\n  soft", "  soft", "LINT901")]
    [InlineData("  df:\n  - id: default-df\n", "", "NS105")]
    [InlineData("  df:\n  - id: default-df\n", "  df: []\n", "NS105")]
    [InlineData("  kdu:\n  - name: unit\n    helm-chart: chart\n", "", "NS111")]
    [InlineData("mgmt-cp: mgmt-ext", "mgmt-cp: lost", "NET202")]
    [InlineData("k8s-cluster-net: data", "k8s-cluster-net: lost", "NET201")]
    [InlineData("    helm-chart: chart", "    helm-chart: chart\n    juju-bundle: b", "NS104")]
    [InlineData("    helm-chart: chart\n", "", "NS104")]
    [InlineData("    k8s-cluster-net: data", "    k8s-cluster-net: data\n    int-cpd: {vdu-id: v, cpd: c}", "NS109")]
    [InlineData("    - id: data\n", "    - id: data\n    - id: data\n", "NET205")]
    [InlineData("    k8s-cluster-net: data", "    k8s-cluster-net: data\n    virtual-network-interface-requirement: [{name: n, network-interface-requirements: [{key: a}, {key: b}]}]", "LINT902")]
    [InlineData("helm-chart: chart", "helm-chart: chart\n    service: [{name: s, external-connection-point-ref: lost}]", "NS113")]
    [InlineData("  - name: unit\n    helm-chart: chart\n", "  - name: unit\n    helm-chart: chart\n  - name: unit\n    helm-chart: chart\n", "OSM010")]
    [InlineData("mgmt-cp: mgmt-ext", "mgmt-cp: mgmt-ext\n  mgmt-cp: mgmt-ext", "OSM002")]
    public void A_wrong_VNFD_that_the_model_accepts_is_found(string old, string replacement, string ruleId) =>
        Checked.Texts(Samples.Vnfd.With(old, replacement)).Findings.ShouldContain(finding => finding.RuleId == ruleId);

    [Theory]
    [InlineData("        flavour-id: default\n", "", "LINT901")]
    [InlineData("virtual-link-profile-id: data\n", "virtual-link-profile-id: lost\n", "NS102")]
    [InlineData("virtual-link-desc-id: data", "virtual-link-desc-id: lost", "NET206")]
    [InlineData("        vnfd-id: knf\n        virtual", "        vnfd-id: lost\n        virtual", "OSM008")]
    [InlineData("base-element-id: one\n            constituent-cpd-id: data-ext", "base-element-id: lost\n            constituent-cpd-id: data-ext", "NS103")]
    [InlineData("cidr: 10.1.0.0/24", "cidr: garbage", "NET203")]
    [InlineData("            dhcp-enabled: false\n", "", "NET211")]
    [InlineData("gateway-ip: 10.1.0.1", "gateway-ip: 10.2.0.1", "NET204")]
    [InlineData("    - id: data\n    df", "    - id: mgmt\n    df", "OSM010")]
    [InlineData("    virtual-link-desc:\n    - id: mgmt\n      mgmt-network: true\n    - id: data\n", "", "NS101")]
    public void A_wrong_NSD_that_the_model_accepts_is_found(string old, string replacement, string ruleId) =>
        Checked.Texts(Samples.Nsd.With(old, replacement), Samples.Vnfd).Findings.ShouldContain(finding => finding.RuleId == ruleId);

    [Theory]
    [InlineData("vnfd:\n", "vnfd-catalog:\n")]
    public void The_format_before_SOL006_is_rejected(string old, string replacement) => Rejects(Checked.Texts(Samples.Vnfd.With(old, replacement)), "OSM005");

    [Theory]
    [InlineData("stable/openldap", true)]
    [InlineData("helmchartrepo/accesschart", true)]
    [InlineData("frr-cnf", true)]
    [InlineData("oci://r/x", true)]
    [InlineData("https://charts.example/a_b-1.0.tgz", true)]
    [InlineData("stable/openldap:1.2.7", false)]
    [InlineData("nef-0.1.0.tgz", false)]
    [InlineData("open5gs_chart", false)]
    [InlineData("Chart", false)]
    [InlineData("a/b/c", false)]
    [InlineData("r/chart", false)]
    [InlineData("chart-", false)]
    public void Chart_names_are_taken_as_NBI_takes_them(string chart, bool taken) =>
        Checked.Texts(Samples.Vnfd.With("helm-chart: chart", $"helm-chart: {chart}")).Findings.Any(finding => finding.RuleId == "OSM026").ShouldBe(!taken);

    private static void Rejects(ValidationReport report, string ruleId) =>
        report.Findings.ShouldContain(finding => finding.RuleId == ruleId && finding.Severity == Severity.Error);
}
