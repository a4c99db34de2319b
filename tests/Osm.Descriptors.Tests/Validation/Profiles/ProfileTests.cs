using Osm.Descriptors.Validation;
using Osm.Descriptors.Validation.Profiles;

namespace Osm.Descriptors.Tests.Validation.Profiles;

public sealed class ProfileTests
{
    private static readonly ValidationReport Broken = Checked.Texts(Samples.Vnfd.With("k8s-cluster-net: data", "k8s-cluster-net: lost"));

    [Theory]
    [InlineData("NET201", "note", Severity.Note)]
    [InlineData("net201", "warning", Severity.Warning)]
    [InlineData("NET", "warning", Severity.Warning)]
    [InlineData("NET201", "off", null)]
    [InlineData("NET", "off", null)]
    [InlineData("NET202", "off", Severity.Error)]
    public void Rules_and_families_have_the_severity_that_the_user_gives(string rule, string level, Severity? expected)
    {
        var severities = SeverityMap.Empty.With(rule, level, out var fault);

        fault.ShouldBeNull();
        var told = (Profile.Default with { Severities = severities }).Apply(Broken);
        told.Findings.FirstOrDefault(finding => finding.RuleId == "NET201")?.Severity.ShouldBe(expected!.Value);
        told.Findings.Any(finding => finding.RuleId == "NET201").ShouldBe(expected is not null);
    }

    [Fact]
    public void A_rule_wins_over_its_family()
    {
        var severities = SeverityMap.Empty.With("NET201", "warning", out _).With("NET", "off", out _);

        (Profile.Default with { Severities = severities }).Apply(Broken).Findings.Single(finding => finding.RuleId == "NET201").Severity.ShouldBe(Severity.Warning);
    }

    [Theory]
    [InlineData("NET2001", "off", "did you mean 'NET201'?")]
    [InlineData("whatever", "off", "--list-rules")]
    [InlineData("NET201", "fatal", "'fatal' is no severity")]
    public void A_wrong_severity_is_refused_and_the_right_one_named(string rule, string level, string expected)
    {
        SeverityMap.Empty.With(rule, level, out var fault);

        fault.ShouldNotBeNull().ShouldContain(expected);
    }

    [Fact]
    public void A_rule_is_for_its_releases_only()
    {
        var since = RuleCatalogue.All.FirstOrDefault(rule => rule.Releases.First > OsmReleases.Oldest);
        since.ShouldNotBeNull("no rule is for newer releases only");
        var report = new ValidationReport(1, [new Finding(since.Id, Severity.Error, "", new("f", 1, 1), "")]);

        (Profile.Default with { OsmRelease = since.Releases.First }).Apply(report).Findings.Length.ShouldBe(1);
        (Profile.Default with { OsmRelease = since.Releases.First - 1 }).Apply(report).Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("19", 19)]
    [InlineData("v17", 17)]
    [InlineData("v9.0", 9)]
    public void A_release_is_written_as_OSM_does(string text, int expected)
    {
        OsmReleases.TryParse(text, out var release, out _).ShouldBeTrue();
        release.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("8")]
    [InlineData("20")]
    [InlineData("NINE")]
    [InlineData("-9")]
    [InlineData("99999999999")]
    public void Other_releases_are_refused(string text)
    {
        OsmReleases.TryParse(text, out _, out var fault).ShouldBeFalse();
        fault.ShouldNotBeNullOrEmpty();
    }
}
