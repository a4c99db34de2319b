using Osm.Descriptors.Packaging;
using Osm.Descriptors.Tests.Packaging;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Validation;

public sealed class RepeatedDescriptorTests : IDisposable
{
    private static readonly string Other = Samples.Vnfd.With("provider: tests", "provider: others");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_further_descriptor_of_an_id_is_told_with_the_first()
    {
        var findings = Checked.Texts(Samples.Vnfd, Other, Samples.Nsd, Other.With("product-name: knf", "product-name: third")).Findings
            .Where(finding => finding.RuleId == "OSM033").ToArray();

        findings.Select(finding => (finding.Severity, finding.Position.ToString()))
            .ShouldBe([(Severity.Warning, "f1.yaml:2:7"), (Severity.Warning, "f3.yaml:2:7")]);
        findings.ShouldAllBe(finding => finding.Related.Single().Position.ToString() == "f0.yaml:2:7" && finding.Message.Contains("f0.yaml"));
    }

    [Fact]
    public void A_VNFD_and_an_NSD_may_have_one_id() =>
        Checked.Texts(Samples.Vnfd, Samples.Nsd.With("- id: ns\n", "- id: knf\n")).Findings.ShouldNotContain(finding => finding.RuleId == "OSM033");

    [Fact]
    public void The_archive_built_of_a_folder_beside_it_is_a_note()
    {
        _folder.Write("knf/knfd.yaml", Samples.Vnfd);
        _folder.Write("knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart);
        _folder.Write("knf.tar.gz", Tar.Gz(("knf/knfd.yaml", Samples.Vnfd), ("knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart)));

        var finding = Findings(_folder.Path).ShouldHaveSingleItem();

        (finding.RuleId, finding.Severity).ShouldBe(("OSM033", Severity.Note));
    }

    [Fact]
    public void One_descriptor_named_twice_is_one()
    {
        var path = _folder.Write("knf/knfd.yaml", Samples.Vnfd);
        _folder.Write("knf/helm-chart-v3s/chart/Chart.yaml", Samples.Chart);

        Findings(_folder.Path, path, Path.Join(_folder.Path, "./knf")).ShouldBeEmpty();
    }

    private static IReadOnlyList<Finding> Findings(params string[] paths) =>
        DescriptorValidator.Validate(PackageFinder.Open(paths, PackageLimits.Default).Packages).Findings;
}
