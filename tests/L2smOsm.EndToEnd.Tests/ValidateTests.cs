using System.Diagnostics;
using L2smOsm.EndToEnd.Tests.Running;

namespace L2smOsm.EndToEnd.Tests;

/// <summary>The CLI as a package author runs it.</summary>
public sealed class ValidateTests
{
    [Fact]
    public async Task A_KNF_with_a_dangling_net_is_refused_with_file_line_and_column()
    {
        var run = await RunAsync("descriptors-examples/broken/NET201");

        run.ExitCode.ShouldBe(1, run.Output + run.Error);
        run.Output.ShouldContain("access_knfd.yaml:16:22: error NET201");
        run.Output.ShouldContain("'data'");
    }

    [Fact]
    public async Task The_reference_packages_are_accepted()
    {
        var run = await RunAsync("descriptors-examples/reference-ns");

        run.ExitCode.ShouldBe(0, run.Output + run.Error);
    }

    private static Task<Finished> RunAsync(string path) => Finished.RunAsync(
        new ProcessStartInfo("dotnet", [Built.Program("Osm.Descriptors.Cli", "osm-l2sm.dll"), "validate", path])
        {
            WorkingDirectory = Built.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        });
}
