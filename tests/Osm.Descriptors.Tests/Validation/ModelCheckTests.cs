using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Validation;

public sealed class ModelCheckTests
{
    [Theory]
    [InlineData("    nets:\n    - id: mgmt\n    - id: data\n", "    nets: data\n", 5, "'nets' is a single value")]
    [InlineData("    nets:\n    - id: mgmt\n    - id: data\n", "    nets:\n", 5, "'nets' is empty")]
    [InlineData("  - id: mgmt-ext\n", "  - text\n  - id: mgmt-ext\n", 9, "an element of 'ext-cpd' is a single value")]
    [InlineData("  mgmt-cp: mgmt-ext", "  mgmt-cp: [mgmt-ext]", 3, "'mgmt-cp' is a list")]
    [InlineData("helm-chart: chart", "helm-chart: {name: chart}", 15, "'helm-chart' is a mapping")]
    public void A_value_of_the_wrong_kind_is_told(string old, string replacement, int line, string message)
    {
        var finding = Only(Samples.Vnfd.With(old, replacement), "OSM006");

        (finding.Position.Line, finding.Message).ShouldBe((line, message));
    }

    [Theory]
    [InlineData("  - id: data-ext\n    k8s-cluster-net: data", "  - k8s-cluster-net: data", 11)]
    [InlineData("id: data-ext", "id:", 11)]
    [InlineData("- name: unit\n    helm", "- helm", 14)]
    [InlineData("  id: knf\n", "", 2)]
    public void An_element_without_its_key_is_told(string old, string replacement, int line) =>
        Only(Samples.Vnfd.With(old, replacement), "OSM007").Position.Line.ShouldBe(line);

    [Theory]
    [InlineData("mgmt-network: true", "mgmt-network: maybe", "'mgmt-network' is 'maybe', which is not a boolean")]
    [InlineData("mgmt-network: true", "mgmt-network: 'yes'", "'mgmt-network' is 'yes', which is not a boolean")]
    [InlineData("ip-version: ipv4", "ip-version: IPv4", "'ip-version' is 'IPv4', which is not one of ipv4, ipv6")]
    [InlineData("gateway-ip: 10.1.0.1", "gateway-ip: 10.1", "'gateway-ip' is '10.1', which is not an IP address")]
    [InlineData("dhcp-enabled: false", "dhcp-enabled:", "'dhcp-enabled' has no value where a boolean belongs")]
    public void A_value_that_is_not_of_its_type_is_told(string old, string replacement, string message) =>
        Checked.Texts(Samples.Nsd.With(old, replacement), Samples.Vnfd).Findings.Single(finding => finding.RuleId == "OSM014").Message.ShouldBe(message);

    [Theory]
    [InlineData("'true'")]
    [InlineData("\"True\"")]
    [InlineData("yes")]
    [InlineData("1")]
    public void Booleans_are_taken_as_OSM_takes_them(string written) =>
        Checked.Texts(Samples.Nsd.With("mgmt-network: true", $"mgmt-network: {written}"), Samples.Vnfd).Findings.ShouldBeEmpty();

    [Theory]
    [InlineData("version: \"1.0\"\n", "version: 1.0\n")]
    [InlineData("  id: knf\n", "  vnfd:id: knf\n")]
    [InlineData("    nets:\n", "    version: ['1.28']\n    cni: multus\n    nets:\n")]
    public void What_OSM_takes_is_no_error(string old, string replacement) =>
        Checked.Texts(Samples.Vnfd.Replace(old, replacement, StringComparison.Ordinal)).HasAtLeast(Severity.Warning).ShouldBeFalse();

    [Fact]
    public void An_unknown_key_is_told_with_what_was_probably_meant()
    {
        var finding = Only(Samples.Vnfd.With("helm-chart: chart", "helm-chrat: chart"), "OSM012");

        (finding.Position.Line, finding.Position.Column, finding.Cure).ShouldBe((15, 5, "did you mean 'helm-chart'?"));
        finding.Fix.ShouldBeNull("it may be something else that was meant");
    }

    [Fact]
    public void A_key_that_differs_in_spelling_only_can_be_mended()
    {
        var text = Samples.Vnfd.With("helm-chart: chart", "helm_Chart: chart");

        var edit = Only(text, "OSM012").Fix.ShouldNotBeNull().Edits.ShouldHaveSingleItem();

        (text[edit.Span], edit.Text).ShouldBe(("helm_Chart", "helm-chart"));
    }

    [Fact]
    public void The_first_of_two_alternatives_is_not_the_one_that_is_told()
    {
        var text = Samples.Vnfd.With("    k8s-cluster-net: data", "    k8s-cluster-net: data\n    int-virtual-link-desc: inner");

        Only(text, "NS109").Position.Line.ShouldBe(13);
    }

    [Fact]
    public void Thousands_of_references_and_ids_take_no_time()
    {
        var ids = Enumerable.Range(0, 9_000);
        var text = $"vnfd:\n  id: a\n  k8s-cluster:\n    nets: [{string.Join(", ", ids.Select(id => $"{{id: n{id}}}"))}]\n"
            + $"  ext-cpd: [{string.Join(", ", ids.Select(id => $"{{id: e{id}, k8s-cluster-net: n{id}, nicio-requirements: x{id}}}"))}]\n  df: [{{id: d}}]\n";

        var clock = System.Diagnostics.Stopwatch.StartNew();
        Checked.Texts(text).Findings.Count(finding => finding.RuleId == "NS108").ShouldBe(9_000);

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Two_long_lists_do_not_give_as_many_findings_as_their_product()
    {
        var ids = Enumerable.Range(0, 2_000);
        var vnfd = $"vnfd:\n  id: knf\n  ext-cpd: [{{id: one, k8s-cluster-net: a}}, {string.Join(", ", ids.Select(id => $"{{id: e{id}, k8s-cluster-net: a}}"))}]\n  df: [{{id: d}}]\n";
        var profiles = ids.Select(id => $"{{id: m{id}, vnfd-id: knf, virtual-link-connectivity: [{{virtual-link-profile-id: l, constituent-cpd-id: [{{constituent-base-element-id: m{id}, constituent-cpd-id: one}}]}}]}}");
        var nsd = $"nsd:\n  nsd:\n  - id: n\n    name: n\n    vnfd-id: [knf]\n    virtual-link-desc: [{{id: l}}]\n    df: [{{id: d, vnf-profile: [{string.Join(", ", profiles)}]}}]\n";

        var findings = Checked.Texts(vnfd, nsd).Findings;

        findings.Length.ShouldBeLessThanOrEqualTo(10_001);
        findings.ShouldContain(finding => finding.RuleId == "OSM003" && finding.Message.Contains("more than 10000 findings", StringComparison.Ordinal));
    }

    private static Finding Only(string text, string ruleId) => Checked.Texts(text).Findings.Where(finding => finding.RuleId == ruleId).ShouldHaveSingleItem();
}
