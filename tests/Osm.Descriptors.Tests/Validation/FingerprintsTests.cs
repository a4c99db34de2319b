using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Validation;

public sealed class FingerprintsTests
{
    private static readonly string TwoLost = Samples.Vnfd.With("k8s-cluster-net: mgmt", "k8s-cluster-net: lost").With("k8s-cluster-net: data", "k8s-cluster-net: lost");

    [Fact]
    public void They_stay_when_lines_shift_and_indentation_changes()
    {
        var shifted = "# one\n\n" + TwoLost.Replace("\n", "\r\n", StringComparison.Ordinal).Replace("    k8s-cluster-net", "      k8s-cluster-net", StringComparison.Ordinal)
            .Replace("  - id: mgmt-ext", "    - id: mgmt-ext", StringComparison.Ordinal).Replace("  - id: data-ext", "    - id: data-ext", StringComparison.Ordinal);

        Of(shifted).ShouldBe(Of(TwoLost));
    }

    [Fact]
    public void Equal_lines_have_one_each() => Of(TwoLost).ShouldBeUnique();

    [Fact]
    public void Another_value_is_another_finding() =>
        Of(TwoLost).ShouldNotContain(Of(Samples.Vnfd.With("k8s-cluster-net: mgmt", "k8s-cluster-net: gone"))[0]);

    private static string[] Of(string text)
    {
        var report = Checked.Texts(text);
        report.Findings.Select(finding => finding.RuleId).ShouldAllBe(id => id == "NET201");
        return [.. Fingerprints.Of(report.Findings, report.Sources, file => file)];
    }
}
