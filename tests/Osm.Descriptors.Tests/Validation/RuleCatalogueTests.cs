using System.Text.RegularExpressions;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Validation;

public sealed partial class RuleCatalogueTests
{
    [Fact]
    public void Ids_are_unique_sorted_within_their_family_and_of_a_known_family()
    {
        var ids = RuleCatalogue.All.Select(rule => rule.Id).ToArray();

        ids.ShouldBeUnique();
        ids.ShouldAllBe(id => Family().IsMatch(id));
        ids.GroupBy(id => id[..^3]).ShouldAllBe(family => family.SequenceEqual(family.Order()));
    }

    [Fact]
    public void Every_rule_that_exists_is_in_the_list() =>
        typeof(RuleCatalogue).GetFields().Select(field => field.GetValue(null)).ShouldBe(RuleCatalogue.All, ignoreOrder: true);

    [Fact]
    public void Every_rule_is_in_the_documentation()
    {
        var page = File.ReadAllText(Path.Join(Repository.Root, "docs", "descriptors.md"));

        foreach (var rule in RuleCatalogue.All)
            page.ShouldContain($"| [{rule.Id}](rules/{rule.Id}.md) | {rule.Severity.ToString().ToLowerInvariant()} | {rule.Title} |");
    }

    [GeneratedRegex("^(OSM0|NS1|NET2|PKG3|LINT9)[0-9][0-9]$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Family();
}
