using System.Collections.Immutable;
using Osm.Descriptors.Packaging.Patching;
using Osm.Descriptors.Rewriting.Charts;
using Osm.Descriptors.Rewriting.Rendered;

namespace Osm.Descriptors.Cli.Verification;

/// <summary>Renders a chart before and after the patch, and compares.</summary>
/// <param name="renderer">What renders it.</param>
/// <param name="namespaceName">The namespace that it is rendered for.</param>
/// <param name="wishes">What it was patched with.</param>
internal sealed class VerifiedRendering(ChartRenderer renderer, string namespaceName, AttachmentWishes wishes)
{
    private const string Release = "verify";

    /// <summary>With each of some values.</summary>
    /// <param name="before">The chart that nobody patched.</param>
    /// <param name="after">The chart patched.</param>
    /// <param name="variants">The values; the first are those that the chart is rendered with as it was, since no value of networks was anything to it.</param>
    public VerifiedChart Of(WrittenChart before, WrittenChart after, ImmutableArray<ChartValues> variants)
    {
        var (first, fault) = Render(before, variants[0]);
        if (first is null)
            return new VerifiedChart(before.Chart, $"the chart does not render as it is: {fault}");
        var (again, _) = Render(before, variants[0]);
        var (old, twice) = (RenderedDocument.Split(first), RenderedDocument.Split(again ?? ""));
        var result = new VerifiedChart(before.Chart, null);
        foreach (var variant in variants)
        {
            var (rendered, broken) = Render(after, variant);
            var comparison = rendered is null
                ? new RenderComparison([$"the patched chart does not render: {broken}"], 0, [])
                : RenderComparison.Of(old, twice, RenderedDocument.Split(rendered), wishes, variant.NetworkName);
            result = result with
            {
                Renderings = result.Renderings + 1,
                Pods = Math.Max(result.Pods, comparison.Pods),
                Problems = result.Problems.AddRange(comparison.Problems.Select(problem => variant.Words.Length == 0 ? problem : $"{variant.Words}: {problem}")),
                Notes = [.. result.Notes.Union(comparison.Notes)],
            };
            // Once it is wrong as it is, the rest would say it again.
            if (!result.Problems.IsEmpty)
                break;
        }

        return result;
    }

    private (string? Rendered, string? Fault) Render(WrittenChart chart, ChartValues values) => renderer.Render(chart.Path, Release, namespaceName, values.Files);
}
