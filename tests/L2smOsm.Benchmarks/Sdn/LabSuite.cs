using System.Diagnostics;
using System.Text.Json;

namespace L2smOsm.Benchmarks.Sdn;

/// <summary>Real traffic in network namespaces, measured by scripts of <c>build/lab</c> with the real service.</summary>
internal static class LabSuite
{
    /// <summary>Runs one script, which prints a figure a line.</summary>
    public static async IAsyncEnumerable<Figure> RunAsync(string script)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Checkout.Path("build", "lab", script)]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["OSM_L2SM_CONNECTOR"] = Checkout.Path("artifacts", "bin", "Osm.L2sm.Connector", "release", "Osm.L2sm.Connector");
        using var lab = Process.Start(start)!;
        while (await lab.StandardOutput.ReadLineAsync() is { } line) yield return JsonSerializer.Deserialize<Figure>(line)!;
        await lab.WaitForExitAsync();
        // Its words went to the error output: it needs root, for one.
        if (lab.ExitCode != 0) await Console.Error.WriteLineAsync($"{script} ended with {lab.ExitCode}: its figures are missing");
    }
}
