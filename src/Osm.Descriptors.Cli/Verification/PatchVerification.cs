using System.Collections.Immutable;
using System.Text;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Packaging.Patching;
using Osm.Descriptors.Rewriting.Bundles;
using Osm.Descriptors.Rewriting.Rendered;

namespace Osm.Descriptors.Cli.Verification;

/// <summary>What looking at a package before and after the patch showed: charts rendered, manifests read.</summary>
/// <param name="Renderer">What rendered charts; null where there is nothing that does.</param>
/// <param name="Charts">Chart by chart, or file by file.</param>
internal sealed record PatchVerification(string? Renderer, ImmutableArray<VerifiedChart> Charts)
{
    private const string Namespace = "osm-l2sm-verify";

    public bool HasProblems => Charts.Any(chart => !chart.Problems.IsEmpty);

    /// <summary>Looks at it. Charts are rendered in a folder of its own.</summary>
    /// <param name="patched">The package.</param>
    /// <param name="values">Files of values that charts are rendered with.</param>
    /// <param name="surroundings">Where the renderer is looked for.</param>
    /// <exception cref="Packaging.Images.ImageRefusedException">A file of values cannot be read.</exception>
    public static PatchVerification Of(PatchedPackage patched, ImmutableArray<string> values, Surroundings surroundings)
    {
        var renderer = ChartRenderer.Find(surroundings.Variable);
        var folder = Directory.CreateTempSubdirectory("osm-l2sm-").FullName;
        try
        {
            var variants = ChartValues.All(values, Namespace, patched.Report.Networks, folder);
            // What is compared is the chart that nobody patched yet.
            using var original = patched.WasPatched ? PackagePatcher.Unpatch(patched.Report.Input, PackageLimits.Default) : null;
            var before = (original ?? patched).WriteCharts(Path.Join(folder, "before"), changed: original is not null);
            var after = patched.WriteCharts(Path.Join(folder, "after"), changed: true);
            return new PatchVerification(
                renderer?.Name,
                [
                    .. before.Zip(after).Select(chart => renderer is null
                        ? new VerifiedChart(chart.First.Chart, "neither 'helm' nor 'helm-render' is on the PATH")
                        : new VerifiedRendering(renderer, Namespace, patched.Report.Wishes).Of(chart.First, chart.Second, variants)),
                    .. patched.Manifests.Where(file => patched.Report.Charts.Any(chart => chart.Chart == file.Path)).Select(file => Read(file, patched.Report)),
                    .. patched.Report.Charts.Where(chart => chart.Workloads.Any(workload => workload.Kind == BundleRewriting.Kind))
                        .Select(bundle => new VerifiedChart(bundle.Chart, "what a charm makes of its options only Juju can show; nothing but these options differs")),
                ]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static VerifiedChart Read(ManifestTexts file, PatchReport report)
    {
        var (before, after) = (Documents(file.Original), Documents(file.Patched));
        var comparison = RenderComparison.Of(before, before, after, report.Wishes, net => file.Names.GetValueOrDefault(net, ""));
        return new VerifiedChart(file.Path, null) { Pods = comparison.Pods, Problems = comparison.Problems };
    }

    private static ImmutableArray<RenderedDocument> Documents(ReadOnlyMemory<byte> manifests) => RenderedDocument.Split(Encoding.UTF8.GetString(manifests.Span).TrimStart('\ufeff'));
}

/// <summary>What rendering a chart, or reading a file, before and after the patch showed.</summary>
/// <param name="Chart">As the report calls it.</param>
/// <param name="Unverified">Why nothing can be said; null where something can.</param>
internal sealed record VerifiedChart(string Chart, string? Unverified)
{
    /// <summary>How many pod templates have networks.</summary>
    public int Pods { get; init; }

    /// <summary>How often it was rendered, each time with other values; 0 where it was read.</summary>
    public int Renderings { get; init; }

    /// <summary>What is not as it should be.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>What could not be seen.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}
