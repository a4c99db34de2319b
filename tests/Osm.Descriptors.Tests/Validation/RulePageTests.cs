using Osm.Descriptors.Packaging;
using Osm.Descriptors.Validation;
using Osm.Descriptors.Validation.Profiles;

namespace Osm.Descriptors.Tests.Validation;

/// <summary>The pages of the rules are their tests: the wrong example yields exactly the rule, the right one nothing.</summary>
public sealed class RulePageTests
{
    public static TheoryData<string> Ids() => [.. RuleCatalogue.All.Select(rule => rule.Id)];

    [Fact]
    public void Every_rule_has_a_page_and_a_case_and_there_are_no_others()
    {
        var ids = RuleCatalogue.All.Select(rule => rule.Id).ToArray();

        Directory.EnumerateFiles(Path.Join(Repository.Root, "docs", "rules")).Select(Path.GetFileNameWithoutExtension).ShouldBe(ids, ignoreOrder: true);
        Directory.EnumerateDirectories(Path.Join(Repository.Examples, "broken")).Select(Path.GetFileName).ShouldBe(ids, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_tells_of_its_rule(string id)
    {
        var rule = RuleCatalogue.Find(id).ShouldNotBeNull();
        var page = RulePage.Parse(RulePages.Find(id).ShouldNotBeNull());

        page.Title.ShouldBe($"# {id}: {rule.Title}");
        var releases = rule.Releases == OsmReleases.All ? "all" : $"{rule.Releases.First} and later";
        page.Facts.ShouldBe($"Severity: {rule.Severity.ToString().ToLowerInvariant()}. Releases of OSM: {releases}.");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Its_wrong_example_yields_the_rule_and_nothing_else(string id)
    {
        var findings = Validate(Path.Join(Repository.Examples, "broken", id));

        findings.ShouldNotBeEmpty();
        findings.ShouldAllBe(finding => finding.RuleId == id);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Its_right_example_yields_nothing(string id)
    {
        var page = RulePage.Parse(RulePages.Find(id).ShouldNotBeNull());
        // Commands are not run here: what they make is in the tests of archives.
        if (page.Language == "sh")
            return;
        using var copy = new TemporaryFolder();
        var wrong = Path.Join(Repository.Examples, "broken", id);
        foreach (var file in Directory.EnumerateFiles(wrong, "*", SearchOption.AllDirectories))
            copy.Write(Path.GetRelativePath(wrong, file), File.ReadAllBytes(file));

        page.Mend(copy.Path);

        Validate(copy.Path).ShouldBeEmpty();
    }

    private static IReadOnlyList<Finding> Validate(string folder)
    {
        var inputs = PackageFinder.Open([folder], PackageLimits.Default);
        inputs.Unreadable.ShouldBeEmpty();
        var told = Path.Join(folder, "arguments.txt");
        var options = ValidationOptions.Default with { ClusterNets = File.Exists(told) ? int.Parse(File.ReadAllText(told).Split(' ')[1]) : null };
        return Profile.Default.Apply(DescriptorValidator.Validate(inputs.Packages, options)).Findings;
    }
}
