using System.Collections.Immutable;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Packaging.Patching;
using Osm.Descriptors.Rewriting.Rendered;

namespace Osm.Descriptors.Cli.Verification;

/// <summary>What rendering a package's charts before and after the patch showed.</summary>
/// <param name="Renderer">What rendered them; null where there is nothing that does.</param>
/// <param name="Charts">Chart by chart.</param>
internal sealed record PatchVerification(string? Renderer, ImmutableArray<VerifiedChart> Charts)
{
    private const string Namespace = "osm-l2sm-verify";

    public bool HasProblems => Charts.Any(chart => !chart.Problems.IsEmpty);

    /// <summary>Renders the charts of a package before and after, in a folder of its own.</summary>
    public static PatchVerification Of(PatchedPackage patched, Surroundings surroundings)
    {
        if (ChartRenderer.Find(surroundings.Variable) is not { } renderer)
            return new PatchVerification(null, []);
        var folder = Directory.CreateTempSubdirectory("osm-l2sm-").FullName;
        try
        {
            // What is compared is the chart that nobody patched yet.
            using var original = patched.WasPatched ? PackagePatcher.Unpatch(patched.Report.Input, PackageLimits.Default) : null;
            var before = (original ?? patched).WriteCharts(Path.Join(folder, "before"), changed: original is not null);
            var after = patched.WriteCharts(Path.Join(folder, "after"), changed: true);
            return new PatchVerification(renderer.Name, [.. before.Zip(after).Select(chart => Verify(renderer, chart.First, chart.Second, patched.Report))]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static VerifiedChart Verify(ChartRenderer renderer, WrittenChart before, WrittenChart after, PatchReport report)
    {
        var (first, fault) = renderer.Render(before.Path, "verify", Namespace);
        if (first is null)
            return new VerifiedChart(before.Chart, $"the chart does not render as it is: {fault}", 0, [], []);
        var (second, _) = renderer.Render(before.Path, "verify", Namespace);
        var (rendered, broken) = renderer.Render(after.Path, "verify", Namespace);
        if (rendered is null)
            return new VerifiedChart(before.Chart, null, 0, [$"the patched chart does not render: {broken}"], []);
        var comparison = RenderComparison.Of(
            RenderedDocument.Split(first), RenderedDocument.Split(second ?? ""), RenderedDocument.Split(rendered), report.Wishes, Namespace);
        return new VerifiedChart(before.Chart, null, comparison.Pods, comparison.Problems, comparison.Notes);
    }
}

/// <summary>What rendering a chart before and after the patch showed.</summary>
/// <param name="Chart">As the report calls it.</param>
/// <param name="Unverified">Why nothing can be said; null where something can.</param>
/// <param name="Pods">How many pod templates have networks.</param>
/// <param name="Problems">What is not as it should be.</param>
/// <param name="Notes">What could not be seen.</param>
internal sealed record VerifiedChart(string Chart, string? Unverified, int Pods, ImmutableArray<string> Problems, ImmutableArray<string> Notes);
