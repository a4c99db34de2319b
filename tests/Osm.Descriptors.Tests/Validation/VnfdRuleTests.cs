using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Validation;

public sealed class VnfdRuleTests
{
    [Theory]
    [InlineData("vnfd:")]
    [InlineData("etsi-nfv-vnfd:vnfd:")]
    public void A_sound_VNFD_has_no_finding(string envelope) =>
        Checked.Texts(Samples.Vnfd.With("vnfd:\n", envelope + "\n")).Findings.ShouldBeEmpty();

    [Fact]
    public void A_net_that_the_cluster_list_lacks_is_told_at_the_ext_cpd()
    {
        var text = Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: lost");

        var finding = Checked.Texts(text).ShouldFind("NET201", text, "lost");

        finding.Message.ShouldContain("'mgmt', 'data'");
    }

    [Fact]
    public void A_net_without_any_cluster_list_is_told()
    {
        var text = Samples.Vnfd.With("  k8s-cluster:\n    nets:\n    - id: mgmt\n    - id: data\n", "");

        Checked.Texts(text).Findings.Select(finding => finding.RuleId).ShouldBe(["NET201", "NET201"]);
    }

    [Fact]
    public void A_mgmt_cp_that_is_no_ext_cpd_is_told()
    {
        var text = Samples.Vnfd.With("mgmt-cp: mgmt-ext", "mgmt-cp: lost");

        Checked.Texts(text).ShouldFind("NET202", text, "lost").Severity.ShouldBe(Severity.Error);
    }

    [Fact]
    public void A_mgmt_cp_that_names_the_net_is_a_warning_with_the_right_id()
    {
        var text = Samples.Vnfd.With("mgmt-cp: mgmt-ext", "mgmt-cp: data");

        var finding = Checked.Texts(text).ShouldFind("NET202", text, "data");

        finding.Severity.ShouldBe(Severity.Warning);
        finding.Cure.ShouldContain("data-ext");
    }

    [Fact]
    public void A_net_listed_twice_is_told()
    {
        var text = Samples.Vnfd.With("    - id: data\n", "    - id: data\n    - id:  data\n");

        Checked.Texts(text).ShouldFind("NET205", text, "data\n  ext-cpd");
    }

    [Fact]
    public void A_KDU_without_a_model_is_told()
    {
        var text = Samples.Vnfd.With("    helm-chart: chart\n", "");

        Checked.Texts(text).ShouldFind("NS104", text, "unit");
    }

    [Fact]
    public void A_KDU_with_two_models_is_told()
    {
        var text = Samples.Vnfd.With("    helm-chart: chart\n", "    helm-chart: chart\n    juju-bundle: bundle\n");

        Checked.Texts(text).ShouldFind("NS104", text, "bundle\n");
    }

    [Fact]
    public void A_repeated_ext_cpd_is_told()
    {
        var text = Samples.Vnfd.With("id: data-ext", "id: mgmt-ext #2");

        Checked.Texts(text).ShouldFind("OSM010", text, "mgmt-ext #2");
    }

    [Fact]
    public void A_VNFD_without_df_is_told()
    {
        var text = Samples.Vnfd.With("  df:\n  - id: default-df", "");

        Checked.Texts(text).ShouldFind("NS105", text, "id: knf");
    }

    [Theory]
    [InlineData("helm-chart-v3s/chart/Chart.yaml")]
    [InlineData("helm-chart-v3s/chart")]
    public void A_chart_in_the_package_has_no_finding(string file) =>
        Validate("chart", file).Findings.ShouldBeEmpty();

    [Fact]
    public void A_chart_that_is_not_in_the_package_is_told() =>
        Validate("chart", "helm-chart-v3s/chart2/Chart.yaml").ShouldFind("PKG304", Samples.Vnfd, "chart\n").Cure.ShouldContain("helm-chart-v3s/chart/");

    [Fact]
    public void A_chart_in_the_folder_of_old_releases_is_told_with_the_new_one()
    {
        var finding = Validate("chart", "helm-charts/chart/Chart.yaml").ShouldFind("PKG304", Samples.Vnfd, "chart\n");

        finding.Message.ShouldContain("helm-charts/");
        finding.Cure.ShouldContain("move it to helm-chart-v3s/chart/");
    }

    [Fact]
    public void A_chart_folder_without_Chart_yaml_is_told() =>
        Validate("chart", "helm-chart-v3s/chart/values.yaml").ShouldFind("PKG305", Samples.Vnfd, "chart\n");

    [Theory]
    [InlineData("repository/chart")]
    [InlineData("https://charts.example/chart")]
    [InlineData("oci://charts.example/chart")]
    public void A_chart_of_a_repository_needs_no_file(string chart) => Validate(chart).Findings.ShouldBeEmpty();

    private static ValidationReport Validate(string chart, params string[] files) =>
        DescriptorValidator.Validate([Checked.Folder(Samples.Vnfd.With("helm-chart: chart", $"helm-chart: {chart}"), files)]);
}
