using System.Diagnostics;
using L2smOsm.Testing.Charts;

namespace L2smOsm.EndToEnd.Tests.Running.Nodes;

/// <summary>What a package author's patched package asks for once OSM installs its chart.</summary>
internal static class PatchedChart
{
    /// <summary>Patches a package of the reference example by the CLI, and renders its chart as LCM installs it for an NS: into a namespace of that name.</summary>
    /// <returns>The annotation <c>l2sm/networks</c> of its pods, which have the label that the operator asks for.</returns>
    public static async Task<string> WantedAsync(string role, string nsName, TestFolder folder)
    {
        var (package, patched) = ($"cnf_{role}_knf", Path.Combine(folder.Path, $"cnf_{role}_knf"));
        var examples = Path.Combine(Built.Root, "descriptors-examples", "reference-ns");
        var run = await Finished.RunAsync(new ProcessStartInfo(
            "dotnet", [Built.Program("Osm.Descriptors.Cli", "osm-l2sm.dll"), "patch", Path.Combine(examples, package), "--with", Path.Combine(examples, "l2net_ns"), "-o", patched])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        });
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        var chart = await HelmRender.RenderAsync($"cnf-{role}", Path.Combine(patched, "helm-chart-v3s", $"cnf-{role}"), ["--namespace", nsName]);
        var workload = chart.Where(m => m.PodTemplate is not null).ShouldHaveSingleItem();
        workload.PodLabel("l2sm").ShouldBe("true");
        return workload.PodAnnotation("l2sm/networks").ShouldNotBeNull();
    }
}
