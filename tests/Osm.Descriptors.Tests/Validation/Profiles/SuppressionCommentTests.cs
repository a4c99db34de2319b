using CsCheck;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;
using Osm.Descriptors.Validation.Profiles;

namespace Osm.Descriptors.Tests.Validation.Profiles;

public sealed class SuppressionCommentTests
{
    private const string Lost = "    k8s-cluster-net: lost";

    private static readonly string Broken = Samples.Vnfd.With("    k8s-cluster-net: data", Lost);

    [Theory]
    [InlineData(Lost + " # osm-l2sm: ignore NET201 made by the cluster")]
    [InlineData(Lost + " #osm-l2sm:ignore  net201   made by the cluster")]
    [InlineData(Lost + " # osm-l2sm: ignore OSM002,NET201 made by the cluster")]
    [InlineData(Lost + " # osm-l2sm: ignore OSM002, NET201: made by the cluster")]
    [InlineData("# osm-l2sm: ignore NET201 made by the cluster\n" + Lost)]
    [InlineData("    # osm-l2sm: ignore NET201 - made by the cluster\n\n    # more of it\n" + Lost)]
    [InlineData(Lost + "\n# osm-l2sm: ignore-file NET201 made by the cluster")]
    public void A_comment_with_a_reason_suppresses_its_finding(string lines)
    {
        var report = Profile.Default.Apply(Checked.Texts(Broken.With(Lost, lines)));

        report.Findings.ShouldNotContain(finding => finding.RuleId == "NET201");
        var suppressed = report.Suppressed.Single(suppressed => suppressed.Finding.RuleId == "NET201");
        suppressed.By.ShouldBe(SuppressedBy.Comment);
        suppressed.Reason.ShouldBe("made by the cluster");
    }

    [Theory]
    [InlineData(" # osm-l2sm: ignore NET201", "it gives no reason")]
    [InlineData(" # osm-l2sm: ignore NET201 :", "it gives no reason")]
    [InlineData(" # osm-l2sm: ignore because I say so", "it names no rule")]
    [InlineData(" # osm-l2sm: ignore NET999 made by the cluster", "there is no rule 'NET999'")]
    [InlineData(" # osm-l2sm: disable NET201 made by the cluster", "'disable' is neither 'ignore' nor 'ignore-file'")]
    public void One_that_cannot_be_followed_is_a_finding_and_suppresses_nothing(string comment, string fault)
    {
        var text = Broken.With(Lost, Lost + comment);

        var report = Profile.Default.Apply(Checked.Texts(text));

        report.Findings.ShouldContain(finding => finding.RuleId == "NET201");
        var finding = report.Findings.Single(finding => finding.RuleId == "LINT990");
        finding.Message.ShouldContain(fault);
        (finding.Position.Line, finding.Position.Column).ShouldBe((12, Lost.Length + 2));
        finding.End!.Value.Column.ShouldBe(Lost.Length + comment.Length + 1);
    }

    [Theory]
    [InlineData("  id: knf # osm-l2sm: ignore NET201 elsewhere")]
    [InlineData("  # osm-l2sm: ignore NET201 elsewhere\n\n  id: knf")]
    public void One_that_suppresses_nothing_is_a_finding(string lines)
    {
        var report = Profile.Default.Apply(Checked.Texts(Broken.With("  id: knf", lines)));

        report.Findings.ShouldContain(finding => finding.RuleId == "LINT991");
        report.Findings.ShouldContain(finding => finding.RuleId == "NET201");
    }

    [Fact]
    public void It_is_of_use_also_while_its_rule_is_off()
    {
        var report = Checked.Texts(Broken.With(Lost, Lost + " # osm-l2sm: ignore NET201 made by the cluster"));

        var told = (Profile.Default with { Severities = SeverityMap.Empty.With("NET201", "off", out _) }).Apply(report);

        told.Findings.ShouldNotContain(finding => finding.RuleId == "LINT991");
        told.Suppressed.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("  id: 'knf # osm-l2sm: ignore NET201 x'")]
    [InlineData("  id: knf#osm-l2sm: ignore NET201 x")]
    public void A_text_is_no_comment(string line) =>
        Profile.Default.Apply(Checked.Texts(Broken.With("  id: knf", line))).Findings.ShouldNotContain(finding => finding.RuleId == "LINT991");

    [Fact]
    public void What_is_no_YAML_keeps_its_syntax_error()
    {
        var report = Profile.Default.Apply(Checked.Texts("vnfd: # osm-l2sm: ignore NET201 x\n  id: [\n  a: b\n# osm-l2sm: ignore"));

        report.Findings.ShouldContain(finding => finding.RuleId == "OSM001");
    }

    [Fact]
    public void Whatever_the_text_is_the_search_ends() =>
        Gen.String[Gen.Char["a :-#[]{}'\"|>&*!?%@`,\n\t"], 0, 60].Sample(text =>
            SuppressionComments.Of(new SourceText("f", text + "\n# osm-l2sm: ignore NET201 x\n")).Count() <= 2, iter: 20_000);
}
