using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Validation;

public sealed class NsdRuleTests
{
    [Fact]
    public void A_sound_NSD_with_its_VNFD_has_no_finding() => Validate(Samples.Nsd).Findings.ShouldBeEmpty();

    [Fact]
    public void An_NSD_without_virtual_links_is_told_with_every_link_it_uses()
    {
        var text = Samples.Nsd.With("    virtual-link-desc:\n    - id: mgmt\n      mgmt-network: true\n    - id: data\n", "");

        Validate(text).Findings.Select(finding => finding.RuleId).ShouldBe(["NS101", "NET206", "NS102", "NS102", "NS102", "NS102"]);
    }

    [Fact]
    public void Connectivity_to_an_unknown_virtual_link_is_told()
    {
        var text = Samples.Nsd.With("virtual-link-profile-id: data", "virtual-link-profile-id: lost");

        Validate(text).ShouldFind("NS102", text, "lost");
    }

    [Fact]
    public void A_base_element_that_is_not_the_vnf_profile_is_told()
    {
        var text = Samples.Nsd.With("base-element-id: one\n            constituent-cpd-id: data-ext", "base-element-id: two\n            constituent-cpd-id: data-ext");

        Validate(text).ShouldFind("NS103", text, "two\n").Cure.ShouldContain("'one'");
    }

    [Fact]
    public void A_cpd_that_the_VNFD_lacks_is_told()
    {
        var text = Samples.Nsd.With("constituent-cpd-id: data-ext", "constituent-cpd-id: lost");

        Validate(text).ShouldFind("OSM009", text, "lost").Message.ShouldContain("'mgmt-ext', 'data-ext'");
    }

    [Fact]
    public void Without_the_VNFD_its_cpds_are_not_judged_and_that_is_noted()
    {
        var report = Checked.Texts(Samples.Nsd.With("constituent-cpd-id: data-ext", "constituent-cpd-id: lost"));

        var note = report.Findings.ShouldHaveSingleItem();
        note.RuleId.ShouldBe("NS106");
        note.Severity.ShouldBe(Severity.Note);
    }

    [Fact]
    public void A_vnf_profile_of_an_undeclared_VNFD_is_told()
    {
        var text = Samples.Nsd.With("        vnfd-id: knf", "        vnfd-id: other");

        Validate(text).ShouldFind("OSM008", text, "other");
    }

    [Fact]
    public void A_profile_of_no_link_is_told()
    {
        var text = Samples.Nsd.With("virtual-link-desc-id: data", "virtual-link-desc-id: lost");

        Validate(text).ShouldFind("NET206", text, "lost");
    }

    [Fact]
    public void Protocol_data_of_a_management_link_is_told()
    {
        var text = Samples.Nsd.With("virtual-link-desc-id: data", "virtual-link-desc-id: mgmt");

        Validate(text).ShouldFind("OSM011", text, "l3-protocol-data");
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("10.1.0.0")]
    [InlineData("10.1.0.0/33")]
    [InlineData("10.1.0.0/-1")]
    [InlineData("10.1.0.0/+24")]
    [InlineData("10.1/16")]
    [InlineData("010.1.0.0/24")]
    [InlineData("300.1.0.0/24")]
    [InlineData("10.1.0.0/24/8")]
    [InlineData("fd00::%eth0/64")]
    public void A_cidr_that_is_none_is_told(string cidr)
    {
        var text = Samples.Nsd.With("cidr: 10.1.0.0/24", $"cidr: \"{cidr}\"");

        Validate(text).ShouldFind("NET203", text, $"\"{cidr}");
    }

    [Fact]
    public void A_cidr_with_host_bits_is_a_warning_with_the_network()
    {
        var text = Samples.Nsd.With("cidr: 10.1.0.0/24", "cidr: 10.1.0.9/24");

        var finding = Validate(text).ShouldFind("NET203", text, "10.1.0.9");

        finding.Severity.ShouldBe(Severity.Warning);
        finding.Cure.ShouldContain("10.1.0.0/24");
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("1.0", true)]
    [InlineData("0x1f", true)]
    [InlineData("1e3", false)]
    [InlineData("1.5e+3", true)]
    [InlineData("12:30", true)]
    [InlineData("2024-01-01", true)]
    [InlineData("yes", true)]
    [InlineData("'1'", false)]
    [InlineData("1a", false)]
    [InlineData("-", false)]
    [InlineData("a.b", false)]
    public void An_id_that_YAML_does_not_read_as_text_is_told_and_can_be_mended(string written, bool told)
    {
        var text = Samples.Nsd.With("\"id\": other", $"\"id\": {written}").Replace("id\": other,", $"id\": {written},", StringComparison.Ordinal);

        var findings = Validate(text).Findings.Where(finding => finding.RuleId == "NS116").ToArray();

        findings.Length.ShouldBe(told ? 3 : 0);
        findings.ShouldAllBe(finding => finding.Fix!.Edits[0].Text == $"\"{written}\"");
    }

    [Theory]
    [InlineData("10.1.0.0/31")]
    [InlineData("10.1.0.1/32")]
    public void A_cidr_without_room_for_two_hosts_is_a_warning(string cidr)
    {
        var text = Samples.Nsd.With("cidr: 10.1.0.0/24", $"cidr: {cidr}").With("            gateway-ip: 10.1.0.1\n", "");

        Validate(text).ShouldFind("NET203", text, cidr).Severity.ShouldBe(Severity.Warning);
    }

    [Fact]
    public void A_cidr_of_the_other_IP_version_is_told()
    {
        var text = Samples.Nsd.With("ip-version: ipv4", "ip-version: ipv6").With("            gateway-ip: 10.1.0.1\n", "");

        Validate(text).ShouldFind("NET203", text, "10.1.0.0/24");
    }

    [Fact]
    public void An_IPv6_subnet_has_no_finding() =>
        Validate(Samples.Nsd.With("ip-version: ipv4", "ip-version: ipv6").With("10.1.0.0/24", "fd00:1::/64").With("10.1.0.1", "fd00:1::1"))
            .Findings.ShouldBeEmpty();

    [Theory]
    [InlineData("10.2.0.1")]
    [InlineData("fd00::1")]
    [InlineData("10.1.0.0")]
    [InlineData("10.1.0.255")]
    public void A_gateway_outside_of_the_subnet_is_told(string gateway)
    {
        var text = Samples.Nsd.With("gateway-ip: 10.1.0.1", $"gateway-ip: {gateway}");

        Validate(text).ShouldFind("NET204", text, gateway == "10.1.0.0" ? "10.1.0.0\n" : gateway);
    }

    [Fact]
    public void A_repeated_virtual_link_is_told()
    {
        var text = Samples.Nsd.With("    - id: data\n    df", "    - id: mgmt\n    df");

        var finding = Validate(text).Findings.Where(finding => finding.RuleId == "OSM010").ShouldHaveSingleItem();

        finding.Position.Line.ShouldBe(10);
        finding.Message.ShouldContain("line 8");
    }

    [Fact]
    public void Of_several_VNFDs_of_one_id_the_nearest_is_meant()
    {
        var other = Samples.Vnfd.Replace("data-ext", "other-ext", StringComparison.Ordinal);

        var report = DescriptorValidator.Validate(
            [Checked.Bare("x/two/knfd.yaml", other), Checked.Bare("x/one/knfd.yaml", Samples.Vnfd), Checked.Bare("x/one/nsd.yaml", Samples.Nsd)]);

        report.Findings.Select(finding => finding.RuleId).ShouldBe(["OSM033"]);
    }

    [Fact]
    public void All_faults_of_all_files_are_told_in_one_run_sorted_by_place()
    {
        var vnfd = Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: lost").With("mgmt-cp: mgmt-ext", "mgmt-cp: none");
        var nsd = Samples.Nsd.With("constituent-cpd-id: data-ext", "constituent-cpd-id: lost").With("cidr: 10.1.0.0/24", "cidr: x");

        var findings = Checked.Texts(nsd, vnfd).Findings;

        findings.Select(finding => finding.RuleId).ShouldBe(["NET203", "OSM009", "NET202", "NET201"]);
        findings.ShouldBe(findings.Order());
    }

    private static ValidationReport Validate(string nsd) => Checked.Texts(nsd, Samples.Vnfd);
}
