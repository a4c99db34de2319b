using System.Collections.Immutable;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Rewriting;
using Osm.Descriptors.Tests.Validation;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Tests.Rewriting;

public sealed class FixRoundsTests
{
    [Fact]
    public void Fixes_that_overlap_are_applied_one_after_the_other()
    {
        // "ab" at one place: one fix writes "a" big, the other the pair; then "B" alone is left.
        var outcome = FixRounds.Run([Checked.Bare("f", "ab")], packages => Found(packages, ("ab", "Ab"), ("b", "B")));

        outcome.Changed.ShouldHaveSingleItem().After.Text.ShouldBe("AB");
        outcome.Applied.ShouldBe(2);
    }

    [Fact]
    public void Fixes_that_undo_each_other_come_to_an_end()
    {
        var outcome = FixRounds.Run([Checked.Bare("f", "a")], packages => Found(packages, ("a", "b"), ("b", "a")));

        outcome.Applied.ShouldBeLessThan(100);
    }

    [Fact]
    public void A_fix_goes_in_whole_or_not_at_all()
    {
        var outcome = FixRounds.Run([Checked.Bare("f", "ab")], _ => new ValidationReport(1,
        [
            new Finding("NET201", Severity.Error, "", new SourcePosition("f", 1, 1), "")
            {
                Fix = new Fix("", [new TextEdit("f", 0..1, "X"), new TextEdit("nowhere", 0..1, "Y")]),
            },
        ]));

        outcome.Changed.ShouldBeEmpty();
        outcome.Applied.ShouldBe(0);
    }

    [Fact]
    public void Archives_stay_as_they_are()
    {
        Package archive = new("x.tar.gz", PackageKind.Archive, [], true, new SourceText("x.tar.gz!f", "a"), []);

        var outcome = FixRounds.Run([archive], packages => Found(packages, ("a", "b")));

        outcome.Changed.ShouldBeEmpty();
        outcome.LeftInArchives.ShouldBe(1);
    }

    private static ValidationReport Found(ImmutableArray<Package> packages, params (string Old, string New)[] replacements)
    {
        var source = packages.ShouldHaveSingleItem().Descriptor!;
        var findings = replacements.Where(each => source.Text.Contains(each.Old, StringComparison.Ordinal)).Select(each =>
        {
            var start = source.Text.IndexOf(each.Old, StringComparison.Ordinal);
            var edit = new TextEdit(source.File, start..(start + each.Old.Length), each.New);
            return new Finding("NET201", Severity.Error, each.Old, new SourcePosition(source.File, 1, start + 1), "") { Fix = new Fix("", [edit]) };
        });
        return new ValidationReport(1, [.. findings]);
    }
}
