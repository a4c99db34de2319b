using System.Diagnostics;
using System.Text.Json;

namespace L2smOsm.Benchmarks.Sdn;

/// <summary>Real pings in network namespaces, measured by <c>build/lab/attach_times.py</c> with the real service.</summary>
internal static class AttachSuite
{
    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Checkout.Path("build", "lab", "attach_times.py")]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["OSM_L2SM_CONNECTOR"] = Checkout.Path("artifacts", "bin", "Osm.L2sm.Connector", "release", "Osm.L2sm.Connector");
        using var lab = Process.Start(start)!;
        while (await lab.StandardOutput.ReadLineAsync() is { } line) yield return JsonSerializer.Deserialize<Figure>(line)!;
        await lab.WaitForExitAsync();
        // Its words went to the error output: it needs root, for one.
        if (lab.ExitCode != 0) await Console.Error.WriteLineAsync($"the attach times are not measured: attach_times.py ended with {lab.ExitCode}");
    }
}
