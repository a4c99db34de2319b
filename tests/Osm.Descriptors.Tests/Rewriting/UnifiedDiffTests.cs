using System.Diagnostics;
using CsCheck;
using Osm.Descriptors.Rewriting;

namespace Osm.Descriptors.Tests.Rewriting;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void It_shows_what_goes_and_what_comes_with_three_lines_around() =>
        UnifiedDiff.Of("f.yaml", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n")
            .ShouldBe("--- a/f.yaml\n+++ b/f.yaml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");

    [Fact]
    public void A_last_line_without_an_end_is_told_of() =>
        UnifiedDiff.Of("/f", "a\r\nb", "a\r\nc").ShouldBe("--- /f\n+++ /f\n@@ -1,2 +1,2 @@\n a\r\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n");

    [Fact]
    public void Equal_texts_have_none() => UnifiedDiff.Of("f", "a\n", "a\n").ShouldBeEmpty();

    [Fact]
    public void The_changes_make_one_text_of_the_other() =>
        Gen.Select(Lines(), Lines()).Sample((old, @new) =>
        {
            var result = new List<string>();
            var at = 0;
            foreach (var change in LineDifference.Of(old, @new))
            {
                result.AddRange(old[at..change.OldStart]);
                result.AddRange(@new[change.NewStart..change.NewEnd]);
                at = change.OldEnd;
            }

            result.AddRange(old[at..]);
            return result.SequenceEqual(@new);
        });

    [Fact]
    public void Git_applies_it()
    {
        using var folder = new TemporaryFolder();
        string[] old = [.. Enumerable.Range(0, 60).Select(number => $"line {number}\n")];
        string[] @new = [.. old[..5], "new\n", .. old[6..30], .. old[33..58], "last"];
        folder.Write("f.yaml", string.Concat(old));
        var diff = folder.Write("d.patch", UnifiedDiff.Of("f.yaml", string.Concat(old), string.Concat(@new)));

        using var git = Process.Start(new ProcessStartInfo("git", ["apply", diff]) { WorkingDirectory = folder.Path })!;
        git.WaitForExit(30_000).ShouldBeTrue();

        git.ExitCode.ShouldBe(0);
        File.ReadAllText(Path.Join(folder.Path, "f.yaml")).ShouldBe(string.Concat(@new));
    }

    private static Gen<string[]> Lines() => Gen.OneOf(Gen.Const("a\n"), Gen.Const("b\n"), Gen.Const("c\n")).Array[0, 12];
}
